/** Rows that one request brings. */
export const pageSize = 100;

/** Pages, by number, that hold any of the rows from `first` to `last`. */
export function pagesFor(first: number, last: number, total: number): readonly number[] {
  if (total <= 0 || last < 0) return [];
  const from = Math.floor(Math.max(0, first) / pageSize);
  const to = Math.floor(Math.min(last, total - 1) / pageSize);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

/** Where the marked row goes for a key; undefined when the key is not one of movement. */
export function moved(key: string, at: number, total: number, visible: number): number | undefined {
  if (total === 0) return undefined;
  const step: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + visible,
    PageUp: at - visible,
    Home: 0,
    End: total - 1,
  };
  const to = step[key];
  return to === undefined ? undefined : Math.min(total - 1, Math.max(0, to));
}
