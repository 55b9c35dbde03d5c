import { Dropdown, type MenuProps } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { OwnKeys } from '../keys/OwnKeys.tsx';

/**
 * A menu under its button. As long as it is open the keys are its own: arrows move in it, and Esc closes it, not the page
 * behind it.
 */
export function DropMenu({ menu, children }: { menu: MenuProps; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const opener = useRef<Element>(null);
  const change = (next: boolean) => {
    const { activeElement } = document;
    if (next) opener.current = activeElement;
    else if (activeElement?.closest('[role="menu"]')) {
      // The keyboard goes back to the button, not nowhere; after the key that chose, which would press the button again.
      const { current: button } = opener;
      if (button instanceof HTMLElement) requestAnimationFrame(() => button.focus());
    }
    setOpen(next);
  };
  return (
    <>
      <Dropdown trigger={['click']} autoFocus menu={menu} open={open} onOpenChange={change}>
        {children}
      </Dropdown>
      {open ? <OwnKeys>{null}</OwnKeys> : null}
    </>
  );
}
