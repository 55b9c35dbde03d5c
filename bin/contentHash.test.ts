import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contentHash } from './contentHash.ts';

let root: string;
const write = (name: string, content: string) => writeFileSync(join(root, name), content);
const hash = () => contentHash(root, ['src', 'index.html', 'absent']);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shouke-hash-'));
  mkdirSync(join(root, 'src/deep'), { recursive: true });
  write('src/a.ts', 'a');
  write('src/deep/b.ts', 'b');
  write('index.html', '<p>');
});
afterEach(() => rmSync(root, { recursive: true }));

it('changes with every content, name and place, and with nothing else', () => {
  const before = hash();
  const seen = new Set([before]);
  const changed = () => {
    expect(seen).not.toContain(hash());
    seen.add(hash());
  };
  write('src/a.ts', 'A');
  changed();
  write('index.html', '<p>x');
  changed();
  write('src/c.ts', '');
  changed();
  rmSync(join(root, 'src/c.ts'));
  write('src/deep/c.ts', '');
  changed();
  rmSync(join(root, 'src/deep/c.ts'));
  write('src/a.ts', 'a');
  write('index.html', '<p>');
  write('src/a.test.ts', 'x');
  write('README', 'x');
  expect(hash()).toBe(before);
});

it('does not confuse where one file ends and the next begins', () => {
  write('src/a.ts', 'ab');
  write('src/deep/b.ts', '');
  const one = hash();
  write('src/a.ts', 'a');
  write('src/deep/b.ts', 'b');
  expect(hash()).not.toBe(one);
});
