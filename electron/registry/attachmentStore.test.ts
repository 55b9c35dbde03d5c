import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AttachmentStore, chunkSize, DamagedAttachmentError, maxAttachment } from './attachmentStore.ts';

const key = Buffer.alloc(32, 6);
let folder: string;
let store: AttachmentStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-attachments-'));
  store = new AttachmentStore(folder, key);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = (): string[] => readdirSync(folder).sort();
const file = (index = 0): string => join(folder, files()[index] ?? '');

describe('attachments', () => {
  it.each([0, 1, chunkSize, chunkSize + 1, 3 * chunkSize])('of %i bytes come back as they were', (size) => {
    const bytes = randomBytes(size);
    const kept = store.put(bytes);
    expect(kept).toMatchObject({ size, chunks: files().length });
    expect(Buffer.from(store.get(kept.hash, size)).equals(bytes)).toBe(true);
  });

  it('of the same content are stored once, and no more than a certain size', () => {
    const bytes = randomBytes(2000);
    expect(store.put(bytes)).toEqual(store.put(Buffer.from(bytes)));
    expect(files()).toHaveLength(1);
    expect(() => store.put(Buffer.alloc(maxAttachment + 1))).toThrow(RangeError);
  });

  it.each<[string, () => void]>([
    [
      'changed',
      () => {
        const bytes = readFileSync(file());
        bytes[20] = (bytes[20] ?? 0) ^ 1;
        writeFileSync(file(), bytes);
      },
    ],
    ['cut short', () => truncateSync(file(), 100)],
    ['emptied', () => truncateSync(file(), 0)],
    ['gone', () => rmSync(file())],
    [
      'exchanged for another of its pieces',
      () => {
        const [first, second] = [file(0), file(1)];
        renameSync(first, join(folder, 'x'));
        renameSync(second, first);
        renameSync(join(folder, 'x'), second);
      },
    ],
  ])('%s are never handed out, and are whole again once the same paper is filed again', (_what, damage) => {
    const bytes = randomBytes(chunkSize + 500);
    const { hash, size } = store.put(bytes);
    damage();
    expect(() => store.get(hash, size)).toThrow(DamagedAttachmentError);
    store.put(bytes);
    expect(Buffer.from(store.get(hash, size)).equals(bytes)).toBe(true);
  });

  it('tell nothing without the key: neither content nor name', () => {
    const bytes = Buffer.from('绝密协议XYZZY'.repeat(50));
    const { hash, size } = store.put(bytes);
    expect(files().join()).not.toContain(hash.slice(0, 12));
    expect(readFileSync(file()).includes('XYZZY')).toBe(false);
    const stranger = new AttachmentStore(folder, Buffer.alloc(32, 7));
    expect(stranger.has(hash)).toBe(false);
    expect(() => stranger.get(hash, size)).toThrow(DamagedAttachmentError);
  });

  it('that no row refers to are swept away, also what was written half', () => {
    const kept = store.put(randomBytes(chunkSize * 2));
    store.put(randomBytes(300));
    writeFileSync(join(folder, `${files()[0]}.123.tmp`), 'half');
    expect(store.sweep([kept.hash])).toBe(2);
    expect(files()).toHaveLength(2);
    expect(store.get(kept.hash, kept.size)).toHaveLength(kept.size);
  });

  it('are named by their SHA-256 and by nothing else', () => {
    for (const name of ['../../keys.json', '', 'A'.repeat(64), 'a'.repeat(63)]) {
      expect(() => store.has(name)).toThrow(TypeError);
    }
  });
});
