import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { done, orThrow, type Result, refused } from '../../shared/domain/refusal.ts';
import { columnsOf, type Mapping, mappedTables, readMapping } from './mapping.ts';
import * as refusals from './refusals.ts';
import { readTable } from './source.ts';

/** The mappings that come with the application. */
export function knownMappings(folder = join(import.meta.dirname, '../../resources/mappings')): Mapping[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => orThrow(readMapping(readFileSync(join(folder, name), 'utf8'), name)));
}

/** The one known mapping whose files are all in a folder and have all the columns that it names. */
export function mappingFor(folder: string, known: readonly Mapping[] = knownMappings()): Result<Mapping> {
  const fitting = known.filter((mapping) =>
    mappedTables.every((of) => {
      const mapped = mapping[of];
      if (mapped === undefined) return true;
      const table = readTable(folder, mapped.file, mapped.delimiter);
      return table.ok && columnsOf(mapping, of).every((column) => table.value.columns.includes(column));
    }),
  );
  const [only] = fitting;
  if (only === undefined)
    return refused(
      refusals.noMappingFits(
        folder,
        known.map((each) => each.name),
      ),
    );
  return fitting.length === 1 ? done(only) : refused(refusals.severalMappingsFit(fitting.map((each) => each.name)));
}
