const fields = [
  'input:not([type="hidden"]):not(:disabled):not([readonly])',
  'textarea:not(:disabled)',
  '[role="combobox"]:not(:disabled)',
  '[role="radio"][aria-checked="true"]',
].join(',');

/** Fields of a form in the order of the page, each once; only those one can see. */
export const fieldsOf = (form: HTMLElement): readonly HTMLElement[] =>
  [...form.querySelectorAll<HTMLElement>(fields)].filter(
    (field, index, all) => field.tabIndex >= 0 && field.getClientRects().length > 0 && all.indexOf(field) === index,
  );

/** Moves the focus to the next field, or to the form's save button after the last one. */
export function focusNext(form: HTMLElement, from: HTMLElement): void {
  const all = fieldsOf(form);
  const following = all.slice(all.indexOf(from) + 1);
  const sameRadio = from instanceof HTMLInputElement && from.type === 'radio' ? from.name : undefined;
  const next = following.find(
    (field) => !(sameRadio && field instanceof HTMLInputElement && field.type === 'radio' && field.name === sameRadio),
  );
  (next ?? form.querySelector<HTMLElement>('[data-save]'))?.focus();
}

/** Whether Enter belongs to the field itself: an open list or calendar, several lines, a button. */
export function keepsEnter(target: HTMLElement): boolean {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLButtonElement) return true;
  if (target.closest('a')) return true;
  return target.getAttribute('aria-expanded') === 'true';
}
