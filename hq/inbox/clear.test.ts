import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetTemplate, openPair, type Pair } from '../../bin/testing/branchAndHeadquarters.ts';
import { type FileReport, report } from '../import/reports.ts';
import { clearInbox } from './clear.ts';

let pair: Pair;
beforeEach(async () => {
  pair = await openPair();
});
afterEach(() => pair.dispose());
afterAll(forgetTemplate);

let ids = 0;
const sealed = (): Uint8Array => {
  const [branch] = pair.synthetic;
  const id = `01900000-0000-7000-8000-${String(++ids).padStart(12, '0')}`;
  return branch.sealTransactions(branch.write(branch.client(id, '甲'))).bytes;
};
/** Puts a file into the inbox that was last written so long before the headquarters' clock. */
function put(name: string, bytes: Uint8Array | string, secondsAgo: number): string {
  const path = join(pair.hq.inboxFolder, name);
  writeFileSync(path, bytes);
  const at = pair.clock.now() / 1000 - secondsAgo;
  utimesSync(path, at, at);
  return path;
}
const inbox = (): string[] => readdirSync(pair.hq.inboxFolder);
const refused = (): string[] => {
  const folder = join(pair.folder, 'hq/refused');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
};

describe('the inbox folder', () => {
  it('keeps a file that is still being copied, and takes it when it is whole', async () => {
    const bytes = sealed();
    put('1.skcs', bytes.subarray(0, 500), 3);
    expect(await pair.hq.importInbox()).toMatchObject({ refused: 1 });
    expect([inbox(), refused()]).toEqual([['1.skcs'], []]);
    put('1.skcs', bytes, 1);
    expect(await pair.hq.importInbox()).toMatchObject({ imported: 1, refused: 0 });
    expect([inbox(), refused()]).toEqual([[], []]);
  });

  it('keeps a file that is still being copied under its old date', async () => {
    // As some programs do; only the file system says when it was really touched.
    pair.clock.set(Date.now());
    put('1.skcs', sealed().subarray(0, 500), 86_400);
    expect(await pair.hq.importInbox()).toMatchObject({ refused: 1 });
    expect([inbox(), refused()]).toEqual([['1.skcs'], []]);
  });

  it('keeps what came in under the name of a file that was taken, until it was looked at', async () => {
    const [first, second] = [sealed(), sealed()];
    const path = put('1.skcs', first, 600);
    const torn = put('2.skcs', 'torn', 600);
    const { files } = await pair.hq.import([pair.hq.inboxFolder]);
    put('1.skcs', second, 600);
    put('2.skcs', 'torn otherwise', 600);
    const folders = { inbox: pair.hq.inboxFolder, refused: join(pair.folder, 'hq/refused') };
    clearInbox(folders, files, pair.clock.now());
    expect(Buffer.compare(readFileSync(path), second)).toBe(0);
    expect(readFileSync(torn, 'utf8')).toBe('torn otherwise');
    expect(refused()).toEqual([]);
    expect(await pair.hq.importInbox()).toMatchObject({ imported: 1, refused: 1 });
    expect([inbox(), refused()]).toEqual([[], ['2.skcs']]);
  });

  it('gives away what was refused, also what is too large to be read, and keeps files of one name apart', async () => {
    put('a.skcs', 'torn', 600);
    const huge = put('b.skcs', '', 600);
    truncateSync(huge, 2 ** 33);
    utimesSync(huge, 1, 1);
    mkdirSync(join(pair.hq.inboxFolder, 'SH01'));
    put('SH01/a.skcs', 'torn otherwise', 600);
    expect(await pair.hq.importInbox()).toMatchObject({ refused: 3 });
    expect([inbox(), refused()]).toEqual([['SH01'], ['a (2).skcs', 'a.skcs', 'b.skcs']]);
    expect(await pair.hq.importInbox()).toMatchObject({ refused: 0 });
  });

  it('of two processes is cleared by whichever comes first', async () => {
    const gone = put('gone.skcs', 'torn', 600);
    const files = (await pair.hq.import([pair.hq.inboxFolder])).files;
    rmSync(gone);
    const folders = { inbox: pair.hq.inboxFolder, refused: join(pair.folder, 'hq/refused') };
    expect(() => clearInbox(folders, files, pair.clock.now())).not.toThrow();
    expect([inbox(), refused()]).toEqual([[], []]);
  });

  it.skipIf(!existsSync('/dev/shm'))('may lie on another disk', () => {
    const away = mkdtempSync('/dev/shm/shouke-inbox-');
    try {
      writeFileSync(join(away, 'a.skcs'), 'torn');
      const files: FileReport[] = [{ ...report('a.skcs', 'refused', undefined), path: join(away, 'a.skcs') }];
      clearInbox({ inbox: away, refused: join(pair.folder, 'refused') }, files, pair.clock.now());
      expect(readFileSync(join(pair.folder, 'refused/a.skcs'), 'utf8')).toBe('torn');
      expect(readdirSync(away)).toEqual([]);
    } finally {
      rmSync(away, { recursive: true, force: true });
    }
  });

  it('alone is cleared: what lies elsewhere is never touched', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'shouke-elsewhere-'));
    try {
      const path = join(elsewhere, 'a.skcs');
      writeFileSync(path, 'mine');
      const files: FileReport[] = [{ ...report('a.skcs', 'imported', undefined), path }];
      clearInbox({ inbox: pair.hq.inboxFolder, refused: join(pair.folder, 'refused') }, files, pair.clock.now());
      expect(readFileSync(path, 'utf8')).toBe('mine');
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });
});
