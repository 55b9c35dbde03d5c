import { accessTables } from './access.ts';
import { aftercareTables } from './aftercare.ts';
import { agreementTables } from './agreements.ts';
import { alarmTables } from './alarms.ts';
import { clientTables } from './clients.ts';
import { formTables } from './forms.ts';
import { organisationTables } from './organisation.ts';
import { peopleTables } from './people.ts';
import { searchTables } from './search.ts';
import { separationTables } from './separation.ts';
import { syncTables } from './sync.ts';
import type { RowOf, TableSpec } from './table.ts';

/** Every table of the built-in features by name. A module adds its own through its feature manifest. */
export const tables = {
  ...organisationTables,
  ...accessTables,
  ...peopleTables,
  ...clientTables,
  ...agreementTables,
  ...separationTables,
  ...formTables,
  ...aftercareTables,
  ...alarmTables,
  ...searchTables,
  ...syncTables,
} as const;

export type Tables = typeof tables;
export type TableName = keyof Tables;
export type DomainTableName = { [K in TableName]: Tables[K]['kind'] extends 'domain' ? K : never }[TableName];
export type LocalTableName = Exclude<TableName, DomainTableName>;
/** Row types by table name: what Kysely reads. */
export type Database = { [K in TableName]: RowOf<Tables[K]> };

/** The schema version that change sets carry: raised whenever a synced table or column is added. */
export const schemaVersion = 3;

const byId = new Map<number, TableSpec>(Object.values(tables).map((table) => [table.id, table]));
/** The table with this stable id, or undefined when this version does not know it. */
export const tableById = (id: number): TableSpec | undefined => byId.get(id);
