import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetTemplate, openPair, type Pair } from '../../bin/testing/branchAndHeadquarters.ts';
import { encodeTransactions } from '../../shared/changeset/transactionPayload.ts';
import { printStatus } from './print.ts';

let pair: Pair;
beforeEach(async () => {
  pair = await openPair();
});
afterEach(() => pair.dispose());
afterAll(forgetTemplate);

it('shows the status whatever a branch says of itself: no clock and no name breaks the line', async () => {
  const [branch] = pair.synthetic;
  const { branchId } = branch.identity;
  const values = {
    code: '\u001b[2J\u001b]0;x\u0007SH\n01',
    name: '甲',
    companyName: '乙',
    sample: 0,
  };
  const own = { ...branch.write({ table: 'branch', id: branchId, values }), part: 1, parts: 1 };
  const file = branch.seal(encodeTransactions([own]), { sealedAt: Number.MAX_SAFE_INTEGER });
  expect(await pair.hq.import([{ name: 'a', bytes: file.bytes }])).toMatchObject({ imported: 1 });
  expect(pair.hq.query('SELECT code FROM branch')).toEqual([{ code: values.code }]);
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line));
  try {
    printStatus(pair.hq.status());
  } finally {
    log.mockRestore();
  }
  expect(lines.join('\n')).toContain('SH 01');
  for (const line of lines) expect(line).not.toMatch(/[\p{Cc}]/u);
});
