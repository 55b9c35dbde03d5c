import { Dropdown, type MenuProps } from 'antd';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { OwnKeys } from '../keys/OwnKeys.tsx';

/**
 * A menu under its button. As long as it is open the keys are its own: arrows move in it, and Esc closes it, not the page
 * behind it.
 */
export function DropMenu({ menu, children }: { menu: MenuProps; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useMenuFocus(open, button, list);
  return (
    <>
      <Dropdown
        ref={button}
        trigger={['click']}
        menu={menu}
        open={open}
        onOpenChange={setOpen}
        popupRender={(items) => <div ref={list}>{items}</div>}
      >
        {children}
      </Dropdown>
      {open ? <OwnKeys>{null}</OwnKeys> : null}
    </>
  );
}

/**
 * The keyboard goes into the menu when it opens, and back to its button when it closes, unless it has gone on elsewhere. Not
 * antd's `autoFocus`: that comes some frames after the opening, even when the menu has been closed again by then.
 */
function useMenuFocus(open: boolean, button: RefObject<HTMLElement | null>, list: RefObject<HTMLElement | null>) {
  useEffect(() => {
    if (!open) return;
    const inList = () => list.current?.contains(document.activeElement) === true;
    // Until it is to be seen a menu takes no focus.
    let frame = requestAnimationFrame(function enter() {
      if (!inList()) list.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus({ preventScroll: true });
      if (!inList()) frame = requestAnimationFrame(enter);
    });
    return () => {
      cancelAnimationFrame(frame);
      // After the key that chose: it would press the button again.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body || inList()) button.current?.focus();
      });
    };
  }, [open, button, list]);
}
