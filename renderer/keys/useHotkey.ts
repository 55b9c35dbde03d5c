import { useContext, useLayoutEffect, useRef } from 'react';
import { isCombo, isTyping } from './combo.ts';
import { hearingLayer, type KeyLayer, KeyLayerContext, pageLayer } from './layers.ts';

export interface HotkeyOptions {
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
  readonly layer: KeyLayer;
}

/** What the browser itself would do with these is never wanted here. */
const notTheBrowsers = ['Mod+P', 'Mod+K'];

/** Within a layer the last one registered wins: the Esc of a panel comes before the page's. */
const entries: Entry[] = [];

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented) return;
  const hearing = hearingLayer();
  const entry = entries.findLast(
    ({ layer, always, combo, inFields }) =>
      (layer === hearing || always) && isCombo(event, combo) && (inFields || !isTyping(event.target)),
  );
  // A list or button that has the focus keeps Space and Enter for itself; only real hotkeys get here.
  if (entry !== undefined) {
    event.preventDefault();
    entry.handle();
  } else if (hearing !== pageLayer && notTheBrowsers.some((combo) => isCombo(event, combo))) event.preventDefault();
}

function add(entry: Entry): () => void {
  if (entries.length === 0) window.addEventListener('keydown', onKeyDown);
  entries.push(entry);
  return () => {
    entries.splice(entries.indexOf(entry), 1);
    if (entries.length === 0) window.removeEventListener('keydown', onKeyDown);
  };
}

/**
 * Listens for a combination (`Mod+K`, `Alt+3`, `F8`, `?`, `n`) as long as the component is there, and nothing covers the
 * layer it lies in.
 */
export function useHotkey(combo: string, handle: () => void, options: HotkeyOptions = {}): void {
  const { enabled = true, always = false, inFields = /Mod\+|Alt\+|^F\d+$/.test(combo) } = options;
  const latest = useRef(handle);
  latest.current = handle;
  const layer = useContext(KeyLayerContext);
  // With what is to be seen, not after it: a key pressed at first sight is heard.
  useLayoutEffect(() => {
    if (!enabled) return;
    return add({ combo, inFields, always, layer, handle: () => latest.current() });
  }, [combo, inFields, always, enabled, layer]);
}
