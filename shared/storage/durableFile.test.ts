import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepUnfinished, writeDurably } from './durableFile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-durable-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const hours = (count: number) => new Date(Date.now() - count * 3_600_000);
function left(name: string, at: Date): void {
  writeFileSync(join(folder, name), 'half');
  utimesSync(join(folder, name), at, at);
}

describe('what a process left that ended while it wrote', () => {
  it('is removed once nobody can be writing it any more, and nothing else is', () => {
    writeDurably(join(folder, 'keys.json'), 'whole');
    left('keys.json.4711.tmp', hours(2));
    left('marker.json.4712.tmp', hours(0.5));
    left('notes.tmp', hours(2));
    left('keys.json.tmp', hours(2));
    mkdirSync(join(folder, 'folder.1.tmp'));
    utimesSync(join(folder, 'folder.1.tmp'), hours(2), hours(2));
    sweepUnfinished(folder);
    expect(readdirSync(folder).sort()).toEqual([
      'folder.1.tmp',
      'keys.json',
      'keys.json.tmp',
      'marker.json.4712.tmp',
      'notes.tmp',
    ]);
    expect(readFileSync(join(folder, 'keys.json'), 'utf8')).toBe('whole');
  });

  it('is nothing where there is no folder', () => {
    expect(() => sweepUnfinished(join(folder, 'nowhere'))).not.toThrow();
  });
});
