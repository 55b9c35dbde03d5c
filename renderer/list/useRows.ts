import { keepPreviousData, type QueryKey, useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { pageSize, pagesFor } from './pages.ts';

export interface RowPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** Where rows come from. The key names the question (filter, order); the answer comes in pages by offset. */
export interface RowSource<Row> {
  readonly key: QueryKey;
  readonly load: (page: { offset: number; limit: number; signal: AbortSignal }) => Promise<RowPage<Row>>;
}

export interface Rows<Row> {
  readonly total: number;
  /** The row, or undefined as long as its page is on the way. */
  readonly at: (index: number) => Row | undefined;
  /** Nothing is known yet. */
  readonly loading: boolean;
  /** The rows shown belong to the question asked before; the new answer is on the way. */
  readonly stale: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

const keep = 30_000;

/**
 * Rows of the pages in view. While a new question is being answered the old rows stay, so that typing in the search
 * box never blanks the list.
 */
export function useRows<Row>(source: RowSource<Row>, first: number, last: number): Rows<Row> {
  const load = (page: number) => ({
    queryKey: [...source.key, 'rows', page],
    queryFn: ({ signal }: { signal: AbortSignal }) => source.load({ offset: page * pageSize, limit: pageSize, signal }),
    staleTime: keep,
  });
  const head = useQuery({ ...load(0), placeholderData: keepPreviousData });
  const total = head.data?.total ?? 0;
  const others = head.isPlaceholderData ? [] : pagesFor(first, last, total).filter((page) => page !== 0);
  const loaded = useQueries({
    queries: others.map(load),
    combine: (results) => ({
      pages: results.map((result) => result.data),
      error: results.find((result) => result.error)?.error,
      retry: () => {
        for (const result of results) if (result.error) void result.refetch();
      },
    }),
  });
  const pages = useMemo(() => {
    const found = new Map<number, readonly Row[]>();
    if (head.data) found.set(0, head.data.rows);
    others.forEach((page, index) => {
      const rows = loaded.pages[index]?.rows;
      if (rows) found.set(page, rows);
    });
    return found;
  }, [head.data, loaded.pages, others]);
  const at = useCallback((index: number) => pages.get(Math.floor(index / pageSize))?.[index % pageSize], [pages]);
  return {
    total,
    at,
    loading: head.isPending,
    stale: head.isPlaceholderData,
    error: head.error ?? loaded.error,
    retry: () => {
      if (head.error) void head.refetch();
      loaded.retry();
    },
  };
}
