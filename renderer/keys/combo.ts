/** What of a keyboard event matters here; makes the rules testable without a browser. */
export interface KeyPress {
  readonly key: string;
  readonly code?: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing?: boolean;
  readonly keyCode?: number;
}

/** Whether the input method is at work: then Enter, Esc and letters belong to it, not to us. */
export const isComposing = (press: KeyPress): boolean => press.isComposing === true || press.keyCode === 229;

/**
 * Whether a press is the combination: `Mod+K` (Ctrl, or Command on macOS), `Alt+3`, `F8`, `?`, `n`. Letters ignore
 * their case; digits are told by their place on the keyboard, because Alt changes what they write on some layouts.
 * A sign that itself needs Shift (`?`) is told by the sign.
 */
export function isCombo(press: KeyPress, combo: string): boolean {
  if (isComposing(press)) return false;
  const parts = combo.split('+');
  const wanted = parts.at(-1) ?? '';
  const mod = parts.includes('Mod');
  const alt = parts.includes('Alt');
  const shift = parts.includes('Shift');
  if (mod !== (press.ctrlKey || press.metaKey) || alt !== press.altKey) return false;
  if (/^\d$/.test(wanted))
    return !press.shiftKey && (press.code === `Digit${wanted}` || press.code === `Numpad${wanted}`);
  const isSign = wanted.length === 1 && wanted.toLowerCase() === wanted.toUpperCase();
  if (!isSign && shift !== press.shiftKey) return false;
  return press.key.toLowerCase() === wanted.toLowerCase();
}

/** Whether a key alone would be typing: inside a field, letters and signs stay letters and signs. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.role === 'combobox';
}
