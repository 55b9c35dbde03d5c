import type { ReactNode } from 'react';
import { KeyLayerContext, useCover } from './layers.ts';
import { type HotkeyOptions, useHotkey } from './useHotkey.ts';

/** For what covers the page, a dialog or a signing: the keys of what lies behind do nothing as long as it is there. */
export function OwnKeys({ children }: { children: ReactNode }) {
  return <KeyLayerContext value={useCover()}>{children}</KeyLayerContext>;
}

/** {@link useHotkey} for a component that opens the cover its keys belong to: stands inside it. */
export function Hotkey({ combo, handle, ...options }: HotkeyOptions & { combo: string; handle: () => void }) {
  useHotkey(combo, handle, options);
  return null;
}
