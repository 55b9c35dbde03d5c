import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetTemplate, openPair, type Pair } from '../../bin/testing/branchAndHeadquarters.ts';
import { dumpTables } from '../../bin/testing/dump.ts';
import type { SyntheticBranch } from '../../bin/testing/syntheticBranch.ts';
import { lastReceiptOf } from '../../bin/testing/syntheticReceipt.ts';
import { prepareFile } from './prepare.ts';
import type { ImportReport } from './reports.ts';

let pair: Pair;
let branch: SyntheticBranch;
let other: SyntheticBranch;
beforeEach(async () => {
  pair = await openPair();
  [branch, other] = pair.synthetic;
});
afterEach(() => pair.dispose());
afterAll(forgetTemplate);

let ids = 0;
const oneClient = (of = branch): Uint8Array => {
  const id = `01900000-0000-7000-8000-${String(++ids).padStart(12, '0')}`;
  return of.sealTransactions(of.write(of.client(id, `客户${ids}`))).bytes;
};
const importBytes = (...files: Uint8Array[]): Promise<ImportReport> =>
  pair.hq.import(files.map((bytes, index) => ({ name: `file ${index + 1}`, bytes })));
const codes = (report: ImportReport): (string | undefined)[] =>
  report.files.map((file) => (file.refusals.length > 0 ? file.refusals[0]?.code : file.outcome));
const spool = (): string => join(pair.folder, 'hq/spool');
const inSpool = (): string[] => readdirSync(spool());

describe('a file that waits in the spool', () => {
  it.each([
    ['was deleted', (file: string) => rmSync(file)],
    ['was damaged', (file: string) => writeFileSync(file, readFileSync(file).fill(7, 400, 410))],
    ['was cut short', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 300))],
  ])('and %s counts as never received: the receipt asks for it again', async (_, spoil) => {
    const [first, second, third] = [oneClient(), oneClient(), oneClient()];
    await importBytes(second, third);
    const hash = pair.hq.query<{ hash: string }>('SELECT hash FROM parkedFile ORDER BY sequence')[0]?.hash ?? '';
    spoil(join(spool(), `${hash}.skcs`));
    const report = await importBytes(first);
    expect(codes(report)).toEqual(['imported', 'parked', 'hq.spoolLost']);
    expect(report.files[2]).toMatchObject({ branchId: branch.identity.branchId, sequence: 2 });
    expect(lastReceiptOf(pair.hq, branch)).toMatchObject({ headSequence: 1, missing: [{ from: 2, to: 2 }] });
    expect(codes(await pair.hq.import([]))).toEqual([]);
    expect(await importBytes(second)).toMatchObject({ imported: 2 });
    expect(pair.hq.status()).toMatchObject({ parkedFiles: 0, importedFiles: 3 });
    expect(inSpool()).toEqual([]);
  });

  it('and comes once more is kept once more, should somebody have emptied the spool', async () => {
    const [first, second] = [oneClient(), oneClient()];
    await importBytes(second);
    for (const name of inSpool()) rmSync(join(spool(), name));
    expect(codes(await importBytes(second))).toEqual(['parked']);
    expect(await importBytes(first)).toMatchObject({ imported: 2, refused: 0 });
  });

  it('under a certificate that is revoked meanwhile waits no longer, and is kept for whoever looks into it', async () => {
    const [first, second] = [oneClient(), oneClient()];
    await importBytes(second);
    pair.hq.revoke(branch.identity.branchId, 2);
    expect(codes(await importBytes(first))).toEqual(['imported', 'changeset.signerRevoked']);
    expect(pair.hq.status()).toMatchObject({ parkedFiles: 0, importedFiles: 1 });
    expect(inSpool()).toEqual([]);
    const [aside = ''] = readdirSync(join(pair.folder, 'hq/set-aside'));
    expect(Buffer.compare(readFileSync(join(pair.folder, 'hq/set-aside', aside)), second)).toBe(0);
    expect(codes(await pair.hq.import([]))).toEqual([]);
  });

  it('and lies in a folder too is told of as imported, once', async () => {
    const bytes = oneClient();
    pair.hq.spool(bytes);
    expect(await importBytes(bytes)).toMatchObject({ imported: 1, known: 0, files: [{ name: 'file 1' }] });
    expect(inSpool()).toEqual([]);
  });

  it('in a long row goes on with the row, not in a transaction of its own', async () => {
    let commits = 0;
    await pair.reopenHq({
      onStep: (step) => {
        if (step === 'import.committed') commits += 1;
      },
    });
    const [first = new Uint8Array(), ...rest] = Array.from({ length: 160 }, () => oneClient());
    await importBytes(...rest);
    commits = 0;
    expect(await importBytes(first)).toMatchObject({ imported: 160 });
    expect(commits).toBeLessThan(7);
    expect(pair.hq.status()).toMatchObject({ parkedFiles: 0, importedFiles: 160 });
  });
});

describe('a file that is still being copied when the import begins', () => {
  it('is taken if it is whole by the time it is read', async () => {
    const bytes = oneClient();
    const path = join(pair.stick, '1.skcs');
    writeFileSync(path, bytes.subarray(0, 100));
    function* copying(): Generator<string> {
      yield path;
      writeFileSync(path, bytes);
    }
    expect(codes(await pair.hq.import(copying()))).toEqual(['imported']);
  });
});

describe('threads that die', () => {
  it('take no file with them, and the next import has new ones', async () => {
    const born: Worker[] = [];
    const kill = (worker: Worker): void => {
      born.push(worker);
      worker.once('message', () => void worker.terminate());
    };
    process.on('worker', kill);
    try {
      await pair.reopenHq({ workers: 2 });
      const files = Array.from({ length: 12 }, () => [oneClient(), oneClient(other)]).flat();
      expect(await importBytes(...files)).toMatchObject({ imported: files.length, refused: 0 });
      expect(born.length).toBeGreaterThan(2);
    } finally {
      process.off('worker', kill);
    }
    expect(await importBytes(oneClient())).toMatchObject({ imported: 1 });
    expect(pair.hq.status().importedFiles).toBe(25);
  });
});

describe('a defect that one file meets', () => {
  it('is that file’s misfortune: it is refused by name, and nothing is thrown', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const bytes = oneClient();
    const fingerprint = new Uint8Array(pair.synthetic[0].sealLike(new Uint8Array(1)).header.signer);
    const signer = { fingerprint, publicKey, origin: 'branch', branchId: branch.identity.branchId } as const;
    const prepared = prepareFile(bytes, signer, [], false);
    expect(prepared).toMatchObject({ state: 'refused', refusals: [{ code: 'hq.internal' }] });
  });
});

describe('a stick', () => {
  it('gives what people put on it; what the system keeps there, and what cannot be read, bars nothing', async () => {
    const closed = join(pair.stick, 'System Volume Information');
    mkdirSync(closed);
    writeFileSync(join(closed, 'x.skcs'), 'x');
    mkdirSync(join(pair.stick, 'SH01'));
    writeFileSync(join(pair.stick, 'SH01/1.skcs'), oneClient());
    const unreadable = join(pair.stick, 'n'.repeat(300));
    expect(codes(await pair.hq.import([unreadable, pair.stick]))).toEqual(['hq.sourceUnreadable', 'imported']);
  });
});

describe('a disk that fills up in the middle of an import', () => {
  it('stops nobody for it: everything waits and is taken when there is room', async () => {
    let full = true;
    await pair.reopenHq({
      onStep: (step) => {
        if (full && step === 'import.beforeCommit') {
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' });
        }
      },
    });
    const before = dumpTables(pair.hq, 'everything');
    const files = [oneClient(), oneClient(other)];
    await expect(importBytes(...files)).rejects.toThrow('no space left');
    expect(dumpTables(pair.hq, 'everything')).toEqual(before);
    full = false;
    expect(await importBytes(...files)).toMatchObject({ imported: 2 });
  });
});
