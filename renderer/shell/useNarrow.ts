import { useMedia } from '../theme/useMedia.ts';

/**
 * Whether the window is narrower than lists need to show everything: it shows the areas by their signs alone then, and lists
 * give up what they can spare. The same bound stands in shell.css.
 */
export const useNarrow = (): boolean => useMedia('(max-width: 1180px)');
