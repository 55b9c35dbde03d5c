import { integer, localTable, text } from './table.ts';

/** What the search index calls by a number: `number` is the row of the full-text index, `id` that of the object. Derived. */
export const searchEntry = localTable(80, 'searchEntry', {
  number: integer(10),
  kind: text<'client' | 'employee' | 'agreement' | 'case' | 'form'>(11),
});

export const searchTables = { searchEntry };
