import { useState } from 'react';

/** The rows ticked, kept while scrolling. */
export interface Selection<Row> {
  readonly rows: readonly Row[];
  readonly count: number;
  readonly has: (row: Row) => boolean;
  readonly set: (row: Row, ticked: boolean) => void;
  readonly clear: () => void;
}

export function useSelection<Row>(rowId: (row: Row) => string): Selection<Row> {
  const [ticked, setTicked] = useState<ReadonlyMap<string, Row>>(new Map());
  return {
    rows: [...ticked.values()],
    count: ticked.size,
    has: (row) => ticked.has(rowId(row)),
    set: (row, on) =>
      setTicked((before) => {
        const after = new Map(before);
        if (on) after.set(rowId(row), row);
        else after.delete(rowId(row));
        return after;
      }),
    clear: () => setTicked(new Map()),
  };
}
