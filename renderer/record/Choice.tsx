// biome-ignore lint/style/noRestrictedImports: the one place that makes antd's list readable
import { Select, type SelectProps } from 'antd';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** What a field is called: its own name, or its label's. */
function nameOf(control: HTMLInputElement): string | undefined {
  return control.ariaLabel ?? control.labels?.[0]?.textContent?.trim();
}

/**
 * What antd leaves out of an open list (measured with axe-core): it has the name of its field, and where there is nothing to
 * choose, the sentence that says so is what the field points at.
 */
function NamedList({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  // After every change: an empty list and a full one are different elements.
  useLayoutEffect(() => {
    const list = place.current?.querySelector('[role="listbox"]');
    const control = document.getElementById(list?.id.replace(/_list$/, '') ?? '');
    if (!list || !(control instanceof HTMLInputElement)) return;
    list.ariaLabel = nameOf(control) ?? null;
    const sentence = list.querySelector('[data-nothing]');
    if (sentence) sentence.id = control.getAttribute('aria-activedescendant') ?? '';
  });
  return <div ref={place}>{children}</div>;
}

interface ChoiceProps<Value> extends Omit<SelectProps<Value>, 'notFoundContent' | 'popupRender'> {
  /** What the list says when nothing matches. */
  nothing?: string;
}

/** Chooses one of a list; the one way to do so in the product. antd's `Select`, with a list that everybody can read. */
export function Choice<Value = string>({ nothing, ...props }: ChoiceProps<Value>) {
  const { t } = useTranslation();
  return (
    <Select<Value>
      {...props}
      notFoundContent={
        // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and points here
        <div role="option" aria-selected={false} aria-disabled data-nothing="" className="sk-soft">
          {nothing ?? t('parts.nothingMatches')}
        </div>
      }
      popupRender={(list) => <NamedList>{list}</NamedList>}
    />
  );
}
