import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';

export interface ListWindow {
  readonly scroller: React.RefObject<HTMLDivElement | null>;
  readonly items: readonly VirtualItem[];
  /** Height of all rows, px. */
  readonly height: number;
  readonly first: number;
  readonly last: number;
  /** Rows that fit into view. */
  readonly visible: number;
  readonly reveal: (index: number) => void;
  readonly toTop: () => void;
}

/** Pixels, its hairline included; `.sk-head` in list.css. */
export const headHeight = 33;

/** Which rows of a long list are in view, with some before and after so that scrolling does not show gaps. */
export function useWindow(total: number, rowHeight: number): ListWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The head lies in the same scrolling box, before the rows, and stays over them.
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  const items = rows.getVirtualItems();
  const steady = useMemo(
    () => ({
      reveal: (index: number) => rows.scrollToIndex(index, { align: 'auto' }),
      toTop: () => rows.scrollToOffset(0),
    }),
    [rows],
  );
  return useMemo(
    () => ({
      scroller,
      items,
      height: rows.getTotalSize(),
      first: items[0]?.index ?? 0,
      last: items.at(-1)?.index ?? 40,
      visible: Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / rowHeight),
      ...steady,
    }),
    [items, rows, rowHeight, steady],
  );
}
