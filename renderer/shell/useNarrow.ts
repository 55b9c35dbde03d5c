import { useSyncExternalStore } from 'react';

/** Under this a window shows the areas by their signs alone, and lists give up what they can spare; also in shell.css. */
const narrow = window.matchMedia('(max-width: 1180px)');

const subscribe = (changed: () => void) => {
  narrow.addEventListener('change', changed);
  return () => narrow.removeEventListener('change', changed);
};

/** Whether the window is narrower than lists need to show everything. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches);
