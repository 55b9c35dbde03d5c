import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetTemplate, openPair, type Pair } from '../../bin/testing/branchAndHeadquarters.ts';
import { decryptSqlcipher } from '../../electron/testing/sqlcipherReader.ts';
import { openHeadquarters } from '../headquarters.ts';

let pair: Pair;
let file: string;
beforeEach(async () => {
  pair = await openPair();
  file = join(pair.folder, 'hq/store.db');
});
afterEach(() => pair.dispose());
afterAll(forgetTemplate);

const open = () => openHeadquarters({ folder: join(pair.folder, 'hq'), clock: pair.clock });
const importOne = async (name: string): Promise<void> => {
  const [branch] = pair.synthetic;
  const { bytes } = branch.sealTransactions(branch.write(branch.client(`01900000-${name}`, name)));
  expect(await pair.hq.import([{ name, bytes }])).toMatchObject({ imported: 1 });
};
/** An empty database of another cipher under the very key, as an earlier version of this program wrote it. */
function writeOtherCipher(path: string, key: string): void {
  rmSync(path, { force: true });
  const db = new Sqlite(path);
  db.pragma("cipher='aegis'");
  db.pragma(`key="x'${key}'"`);
  db.exec('CREATE TABLE client (id TEXT)');
  db.close();
}

describe('the consolidated store', () => {
  it('is a plain SQLCipher 4 file: anybody with the key reads it, and nobody without', async () => {
    await importOne('上海一号物流有限公司');
    const names = new Set(['store.db', 'store.db-wal']);
    for (const name of names) {
      const path = join(pair.folder, 'hq', name);
      if (existsSync(path)) expect(readFileSync(path).includes('上海一号物流'), name).toBe(false);
    }
    const key = Buffer.from(readFileSync(join(pair.folder, 'hq/keys/store.key'), 'utf8').trim(), 'hex');
    await pair.hq.close();
    const folder = mkdtempSync(join(tmpdir(), 'shouke-plain-'));
    try {
      writeFileSync(join(folder, 'plain.db'), decryptSqlcipher(readFileSync(file), key));
      const plain = new Sqlite(join(folder, 'plain.db'));
      // The page header asks for a log that is not there; a file read alone has none.
      plain.pragma('journal_mode=DELETE');
      expect(plain.prepare('SELECT name FROM client').pluck().all()).toEqual(['上海一号物流有限公司']);
      plain.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    await pair.reopenHq();
  });

  it.each([
    ['under another key', () => writeFileSync(join(pair.folder, 'hq/keys/store.key'), `${'ab'.repeat(32)}\n`)],
    [
      'of another cipher',
      () => writeOtherCipher(file, readFileSync(join(pair.folder, 'hq/keys/store.key'), 'utf8').trim()),
    ],
    ['with a damaged first page', () => writeFileSync(file, readFileSync(file).fill(9, 100, 200))],
    ['that is no database', () => writeFileSync(file, 'not a database, but long enough to look like one'.repeat(200))],
  ])('%s is refused in words, and left as it is', async (_, spoil) => {
    await importOne('甲');
    await pair.hq.close();
    cpSync(join(pair.folder, 'hq'), join(pair.folder, 'hq.before'), { recursive: true });
    spoil();
    const spoilt = readFileSync(file);
    await expect(open()).rejects.toThrow('hq.storeUnreadable');
    expect(Buffer.compare(readFileSync(file), spoilt)).toBe(0);
    rmSync(join(pair.folder, 'hq'), { recursive: true });
    cpSync(join(pair.folder, 'hq.before'), join(pair.folder, 'hq'), { recursive: true });
    await pair.reopenHq();
    expect(pair.hq.query('SELECT name FROM client')).toEqual([{ name: '甲' }]);
  });

  it('that is gone is not made anew in silence', async () => {
    await importOne('甲');
    await pair.hq.close();
    rmSync(file);
    await expect(open()).rejects.toThrow('hq.storeMissing');
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, '');
    await expect(open()).rejects.toThrow('hq.storeMissing');
  });
});
