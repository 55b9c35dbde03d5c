import { openHeadquarters } from '../../hq/headquarters.ts';
import { systemClock } from '../../shared/domain/clock.ts';

/**
 * A headquarters that does nothing but import: `importFolders.ts HQ`. Imports each folder it is told, and answers with its
 * resident memory in megabytes, once nothing is left to collect.
 */
const [folder = ''] = process.argv.slice(2);
const hq = await openHeadquarters({ folder, clock: systemClock });
process.on('message', async (source: string) => {
  const { imported, files } = await hq.import([source]);
  if (imported !== files.length) throw new Error(`${imported} of ${files.length} files were imported`);
  globalThis.gc?.();
  process.send?.(process.memoryUsage().rss / 1e6);
});
process.on('disconnect', () => void hq.close());
process.send?.(0);
