import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';

export interface Sort {
  readonly by: string;
  readonly descending: boolean;
}

export interface ListState {
  /** What stands in the search box. */
  readonly text: string;
  /** The quick filter that is on; empty for all. */
  readonly chip: string;
  /** Something is searched for or filtered: an empty list then says that nothing matches, not that nothing is there. */
  readonly narrowed: boolean;
  readonly sort: Sort | undefined;
  readonly setText: (text: string) => void;
  readonly setChip: (chip: string) => void;
  readonly setSort: (sort: Sort | undefined) => void;
}

/**
 * Search text, quick filter and order of a list, kept in the address: going back from a page finds the list as it
 * was, and a link carries it along.
 */
export function useListState(initial: { chip?: string; sort?: Sort } = {}): ListState {
  const [params, setParams] = useSearchParams();
  /** What was asked for last: an address that is still on its way must not be forgotten by the next change. */
  const latest = useRef(params);
  useEffect(() => {
    latest.current = params;
  }, [params]);
  const put = useCallback(
    (name: string, value: string | undefined) => {
      const after = new URLSearchParams(latest.current);
      if (value === undefined) after.delete(name);
      else after.set(name, value);
      latest.current = after;
      // At once: keys pressed from here on mean this question, and must not meet the rows of the one before.
      setParams(after, { replace: true, flushSync: true });
    },
    [setParams],
  );
  const order = params.get('order');
  const { sort: firstSort, chip: firstChip = '' } = initial;
  const firstBy = firstSort?.by;
  const firstDescending = firstSort?.descending ?? false;
  const sort = useMemo<Sort | undefined>(() => {
    if (order === null) return firstBy === undefined ? undefined : { by: firstBy, descending: firstDescending };
    return order === '' ? undefined : { by: order.replace(/^-/, ''), descending: order.startsWith('-') };
  }, [order, firstBy, firstDescending]);
  const text = params.get('q') ?? '';
  const chip = params.get('show') ?? firstChip;
  return {
    text,
    chip,
    narrowed: text !== '' || chip !== firstChip,
    sort,
    setText: (text) => put('q', text || undefined),
    setChip: (chip) => put('show', chip === firstChip ? undefined : chip),
    setSort: (next) => put('order', next ? `${next.descending ? '-' : ''}${next.by}` : ''),
  };
}
