import { useEffect, useRef } from 'react';
import { isCombo, isTyping } from './combo.ts';

interface HotkeyOptions {
  /** Also while a field has the focus. Combinations with Ctrl or Alt and function keys always are. */
  readonly inFields?: boolean;
  readonly enabled?: boolean;
}

interface Entry {
  readonly combo: string;
  readonly handle: () => void;
  readonly inFields: boolean;
}

/** The last one registered wins: a dialog's Esc comes before the page's. */
const entries: Entry[] = [];

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented) return;
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (!entry || !isCombo(event, entry.combo)) continue;
    if (!entry.inFields && isTyping(event.target)) continue;
    // A list or button that has the focus keeps Space and Enter for itself; only real hotkeys get here.
    event.preventDefault();
    entry.handle();
    return;
  }
}

/** Listens for a combination (`Mod+K`, `Alt+3`, `F8`, `?`, `n`) as long as the component is there. */
export function useHotkey(combo: string, handle: () => void, options: HotkeyOptions = {}): void {
  const { enabled = true, inFields = /Mod\+|Alt\+|^F\d+$/.test(combo) } = options;
  const latest = useRef(handle);
  latest.current = handle;
  useEffect(() => {
    if (!enabled) return;
    const entry: Entry = { combo, inFields, handle: () => latest.current() };
    if (entries.length === 0) window.addEventListener('keydown', onKeyDown);
    entries.push(entry);
    return () => {
      entries.splice(entries.indexOf(entry), 1);
      if (entries.length === 0) window.removeEventListener('keydown', onKeyDown);
    };
  }, [combo, inFields, enabled]);
}
