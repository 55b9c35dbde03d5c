import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';
import { commonColumns, type TableSpec } from '../../shared/schema/table.ts';
import { layouts, type TableLayout } from './tables.ts';

/**
 * Indexes of the consolidated tables beside their key (branch, id). Ids are unique over all branches, so an index by one of
 * them needs no branch before it; a third of the work of an import is keeping indexes, and short ones cost less.
 */
const consolidatedIndexes: Readonly<Record<string, readonly (readonly string[])[]>> = {
  employee: [['idNumber']],
  client: [['uscc'], ['normalizedName']],
  contact: [['clientId']],
  ownership: [['clientId']],
  followUp: [['clientId']],
  salesOrder: [['clientId'], ['date']],
  receivable: [['clientId']],
  payment: [['receivableId']],
  attachment: [['hash']],
  agreement: [['employeeId']],
  separationCase: [['employeeId']],
  handoverItem: [['caseId']],
  nonCompete: [['employeeId']],
  alarm: [['state']],
};

const kinds = { text: 'text', integer: 'integer', real: 'real', bytes: 'blob' } as const;
type Build = (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
const required: Build = (column) => column.notNull();
const optional: Build = (column) => column;

interface Layout {
  readonly name: string;
  readonly columns: readonly (readonly [string, keyof typeof kinds, Build])[];
  readonly key: readonly string[];
  readonly indexes: readonly (readonly string[])[];
  readonly numbered: boolean;
  readonly large: boolean;
}

/**
 * Brings the store to the tables of this version: creates what is missing and adds columns. Nothing is ever changed or
 * dropped, so an older program goes on reading what it knows.
 */
export async function bringUpToDate(db: Kysely<never>, tables: readonly TableSpec[]): Promise<void> {
  const present = new Map(
    (await db.introspection.getTables()).map((table) => [
      table.name,
      new Set(table.columns.map((column) => column.name)),
    ]),
  );
  for (const layout of [...ownLayouts(), ...tables.filter(({ kind }) => kind === 'domain').map(consolidatedLayout)]) {
    const columns = present.get(layout.name);
    if (columns === undefined) await create(db, layout);
    else await addColumns(db, layout, columns);
  }
}

function ownLayouts(): Layout[] {
  const own: Readonly<Record<string, TableLayout>> = layouts;
  return Object.entries(own).map(([name, { columns, key, indexes, numbered, large }]) => ({
    name,
    columns: Object.entries(columns).map(([column, kind]) => {
      const isRequired = kind.endsWith('!');
      return [column, kind.slice(0, -1) as keyof typeof kinds, isRequired ? required : optional] as const;
    }),
    key,
    indexes: indexes ?? [],
    numbered: numbered ?? false,
    large: large ?? false,
  }));
}

/** What is null in a branch's table is checked on import; here columns may be null, so that later ones can be added. */
function consolidatedLayout(table: TableSpec): Layout {
  const specs = { ...commonColumns, ...table.columns };
  return {
    name: table.name,
    columns: Object.entries(specs).map(
      ([name, spec]) => [name, spec.type, spec.id < 10 ? required : optional] as const,
    ),
    key: ['branchId', 'id'],
    indexes: consolidatedIndexes[table.name] ?? [],
    numbered: false,
    // Indexes point to rows by number and not by their long key; measured, twice the speed.
    large: true,
  };
}

async function create(db: Kysely<never>, layout: Layout): Promise<void> {
  let table = db.schema.createTable(layout.name);
  for (const [name, kind, build] of layout.columns) {
    table =
      layout.numbered && layout.key.includes(name)
        ? table.addColumn(name, 'integer', (column) => column.primaryKey().autoIncrement())
        : table.addColumn(name, sql.raw(kinds[kind]), build);
  }
  if (!layout.numbered) {
    const [first = '', ...rest] = layout.key;
    table = table.addPrimaryKeyConstraint(`${layout.name}_key`, [first, ...rest] as [never, ...never[]]);
  }
  const rowidNeeded = layout.numbered || layout.large;
  await table.modifyEnd(rowidNeeded ? sql`strict` : sql`strict, without rowid`).execute();
  for (const columns of layout.indexes) {
    await db.schema
      .createIndex(`${layout.name}_${columns.join('_')}`)
      .on(layout.name)
      .columns([...columns])
      .execute();
  }
}

async function addColumns(db: Kysely<never>, layout: Layout, present: ReadonlySet<string>): Promise<void> {
  for (const [name, kind] of layout.columns) {
    if (present.has(name)) continue;
    await db.schema.alterTable(layout.name).addColumn(name, sql.raw(kinds[kind])).execute();
  }
}
