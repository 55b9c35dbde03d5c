import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetTemplate, openPair, type Pair } from '../../bin/testing/branchAndHeadquarters.ts';
import { dumpTables } from '../../bin/testing/dump.ts';
import { inChild } from '../../bin/testing/inChild.ts';
import { chunkAttachment, planAttachmentChangeSets } from '../../shared/changeset/attachmentPayload.ts';
import { type Headquarters, openHeadquarters } from '../headquarters.ts';
import type { ImportReport } from './reports.ts';

let pair: Pair;
let base: string;
let files: string[];
let straight: ReturnType<typeof dumpTables>;

beforeAll(async () => {
  pair = await openPair();
  base = mkdtempSync(join(tmpdir(), 'shouke-killed-'));
  await pair.hq.close();
  cpSync(join(pair.folder, 'hq'), join(base, 'hq'), { recursive: true });
  const [branch, other] = pair.synthetic;
  const id = (index: number) => `01900000-0000-7000-8000-${String(index).padStart(12, '0')}`;
  const sealed = [
    branch.sealTransactions(branch.write(branch.client(id(1), '甲'))),
    other.sealTransactions(other.write(other.client(id(1), '乙'))),
    branch.sealTransactions(branch.write({ table: 'client', id: id(1), values: { note: '一' }, base: 1 })),
    ...Array.from(planAttachmentChangeSets(chunkAttachment(Buffer.alloc(1_500_000, 3))), ({ payload }) =>
      branch.seal(payload, { kind: 'attachment' }),
    ),
    branch.sealTransactions(branch.write(branch.client(id(2), '丙'))),
    other.sealTransactions(other.write(other.client(id(2), '丁'))),
  ];
  files = sealed.map(({ bytes }, index) => {
    const file = join(base, `${index}.skcs`);
    writeFileSync(file, bytes);
    return file;
  });
  straight = dumpTables(await imported(copyOfHeadquarters(), files), 'state');
  await pair.reopenHq();
});
afterAll(async () => {
  for (const hq of opened) await hq.close();
  await pair.dispose();
  await forgetTemplate();
  rmSync(base, { recursive: true, force: true });
});

const opened: Headquarters[] = [];
function copyOfHeadquarters(): string {
  const folder = mkdtempSync(join(base, 'run-'));
  cpSync(join(base, 'hq'), folder, { recursive: true });
  return folder;
}
async function imported(folder: string, sources: readonly string[]): Promise<Headquarters> {
  const hq = await openHeadquarters({ folder, clock: pair.clock });
  opened.push(hq);
  await hq.import(sources);
  return hq;
}

describe('an import that is killed', () => {
  it.each([
    ['import.prepared', 1],
    ['import.applied', 1],
    ['import.applied', 5],
    ['import.beforeCommit', 1],
    ['import.committed', 1],
    ['import.receiptWritten', 1],
    ['import.cleared', 1],
  ])('at %s (%i) loses nothing and applies nothing twice', async (step, count) => {
    const folder = copyOfHeadquarters();
    const ended = await inChild('importInChild.ts', folder, step, String(count), ...files);
    expect(ended.signal, ended.errors).toBe('SIGKILL');
    const hq = await imported(folder, files);
    expect(dumpTables(hq, 'state')).toEqual(straight);
    for (const { branchId } of hq.status().branches) {
      for (const message of hq.messagesFor(branchId)) {
        expect(Buffer.compare(readFileSync(hq.messageFile(message)), message.bytes)).toBe(0);
      }
    }
  });
});

describe('two headquarters processes on one inbox', () => {
  it('import every file once between them', async () => {
    const folder = copyOfHeadquarters();
    const many = files.toReversed();
    const [one, two] = await Promise.all([
      inChild('importInChild.ts', folder, '-', '0', ...files),
      inChild('importInChild.ts', folder, '-', '0', ...many),
    ]);
    for (const { code, errors } of [one, two]) expect(code, errors).toBe(0);
    const reports = [one.said, two.said] as ImportReport[];
    const taken = reports.reduce((sum, report) => sum + report.imported, 0);
    expect(taken).toBe(files.length);
    const hq = await imported(folder, []);
    expect(dumpTables(hq, 'state')).toEqual(straight);
    expect(hq.status()).toMatchObject({ importedFiles: files.length, treeSize: files.length, parkedFiles: 0 });
  });
});
