import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../shared/domain/clock.ts';
import { openRegistry } from '../registry/registry.ts';
import { testBranchId, testKeys } from './openTestBranch.ts';

/** Child process of the kill test: writes as fast as it can and tells its parent what has been committed. */
const folder = process.argv[2];
if (folder === undefined) throw new Error('folder missing');
const registry = await openRegistry({
  folder,
  databaseKey: testKeys.databaseKey,
  branchId: testBranchId,
  clock: systemClock,
  create: !existsSync(join(folder, 'registry.db')),
});
let written = Number(registry.reader.prepare('SELECT count(*) FROM client').pluck().get());
const step = (): void => {
  registry.write.domain(
    { id: 'w', name: 'w' },
    { action: 'client.create', subject: { kind: 'client', id: 'x' } },
    (tx) => {
      const client = tx.insert('client', {
        name: `客户${written}`,
        normalizedName: '',
        pinyin: '',
        initials: '',
        status: 'active',
        creditDays: 1,
      });
      tx.insert('contact', { clientId: client.id, name: '联系人', isSignatory: 0, retired: 0 });
    },
  );
  written += 1;
  process.send?.(written);
  setImmediate(step);
};
step();
