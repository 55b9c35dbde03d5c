import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Headquarters } from '../../hq/headquarters.ts';

/** Tables whose content depends on when and in which order files arrived, not on what they say. */
const ofTheWay = new Set(['outboxMessage', 'merkleNode', 'refusedFile', 'setting', 'recoveryPackage']);
/** Columns that say when, or in which order over all branches. */
const whenColumns = new Set(['importedAt', 'parkedAt', 'raisedAt', 'firstSeenAt', 'completedAt', 'leafIndex']);

const comparable = (value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;

/** Every table of a headquarters, row by row. `state` leaves out what only tells how the state came about. */
export function dumpTables(hq: Headquarters, what: 'everything' | 'state'): Record<string, unknown[]> {
  const names = hq.query<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  );
  const dump: Record<string, unknown[]> = {};
  for (const { name } of names) {
    if (what === 'state' && ofTheWay.has(name)) continue;
    const rows = hq.query<Record<string, unknown>>(`SELECT * FROM "${name}"`).map((row) =>
      Object.fromEntries(
        Object.entries(row)
          .filter(([column]) => what === 'everything' || !whenColumns.has(column))
          .map(([column, value]) => [column, comparable(value)]),
      ),
    );
    dump[name] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return dump;
}

/** Every file below a folder with its bytes, hex. */
export function dumpFiles(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  const walk = (inside: string): void => {
    if (!existsSync(inside)) return;
    for (const name of readdirSync(inside)) {
      const path = join(inside, name);
      if (statSync(path).isDirectory()) walk(path);
      else files[relative(folder, path)] = readFileSync(path).toString('hex');
    }
  };
  walk(folder);
  return files;
}
