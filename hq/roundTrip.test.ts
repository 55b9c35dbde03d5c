import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPair, type Pair } from '../bin/testing/branchAndHeadquarters.ts';
import { testBranchId } from '../electron/testing/openTestBranch.ts';

let pair: Pair;
beforeEach(async () => {
  pair = await openPair();
});
afterEach(() => pair.dispose());

describe('a change', () => {
  it('travels from the branch to headquarters, and its receipt back', async () => {
    const id = pair.addClient('上海一号物流有限公司');
    const files = await pair.seal();
    expect(files).toHaveLength(1);
    const report = await pair.hq.import([pair.stick]);
    console.log(JSON.stringify(report.files, null, 1), pair.hq.status());
    expect(report).toMatchObject({ imported: 1, refused: 0, stopped: 0 });
    expect(pair.hq.query('SELECT id, name, branchId, version FROM client')).toEqual([
      { id, name: '上海一号物流有限公司', branchId: testBranchId, version: 1 },
    ]);
    const received = await pair.receive();
    console.log(received, pair.branch.services.sync.state());
    expect(readdirSync(join(pair.folder, 'hq/outbox', testBranchId))).toHaveLength(1);
  });
});
