import { createContext, useContext } from 'react';

/** Where a row has its page: `clients` + id -> `/clients/…`. Features say it in their manifest. */
export type RowLinks = Readonly<Record<string, (id: string) => string>>;

export const RowLinksContext = createContext<RowLinks>({});

/** The page of a row, or undefined when no feature has one for its table. */
export function useRowLink(): (table: string, id: string) => string | undefined {
  const links = useContext(RowLinksContext);
  return (table, id) => links[table]?.(id);
}
