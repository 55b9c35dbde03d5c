import { useEffect, useLayoutEffect, useRef } from 'react';
import { isCombo, isTyping } from './combo.ts';

interface HotkeyOptions {
  /** Also while a field has the focus. Combinations with Ctrl or Alt and function keys always are. */
  readonly inFields?: boolean;
  readonly enabled?: boolean;
  /** Also while something covers the page: locking the screen. */
  readonly always?: boolean;
}

interface Entry {
  readonly combo: string;
  readonly handle: () => void;
  readonly inFields: boolean;
  readonly always: boolean;
}

/** Stands between the keys of what covers the page and those behind it. */
interface Cover {
  readonly covers: true;
}

/** What the browser itself would do with these is never wanted here. */
const notTheBrowsers = ['Mod+P', 'Mod+K'];

/** The last one registered wins: a dialog's Esc comes before the page's. */
const entries: (Entry | Cover)[] = [];

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented) return;
  let isCovered = false;
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry === undefined) continue;
    if ('covers' in entry) {
      isCovered = true;
      continue;
    }
    if ((isCovered && !entry.always) || !isCombo(event, entry.combo)) continue;
    if (!entry.inFields && isTyping(event.target)) continue;
    // A list or button that has the focus keeps Space and Enter for itself; only real hotkeys get here.
    event.preventDefault();
    entry.handle();
    return;
  }
  if (isCovered && notTheBrowsers.some((combo) => isCombo(event, combo))) event.preventDefault();
}

function add(entry: Entry | Cover): () => void {
  if (entries.length === 0) window.addEventListener('keydown', onKeyDown);
  entries.push(entry);
  return () => {
    entries.splice(entries.indexOf(entry), 1);
    if (entries.length === 0) window.removeEventListener('keydown', onKeyDown);
  };
}

/** Listens for a combination (`Mod+K`, `Alt+3`, `F8`, `?`, `n`) as long as the component is there. */
export function useHotkey(combo: string, handle: () => void, options: HotkeyOptions = {}): void {
  const { enabled = true, always = false, inFields = /Mod\+|Alt\+|^F\d+$/.test(combo) } = options;
  const latest = useRef(handle);
  latest.current = handle;
  useEffect(() => {
    if (!enabled) return;
    return add({ combo, inFields, always, handle: () => latest.current() });
  }, [combo, inFields, always, enabled]);
}

/** For what covers the page, a dialog or a signing: the keys of what lies behind do nothing as long as it is there. */
export function useKeysOfItsOwn(): void {
  // Before the hotkeys inside it, which are effects.
  useLayoutEffect(() => add({ covers: true }), []);
}
