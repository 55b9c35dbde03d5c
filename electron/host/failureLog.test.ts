import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBrowserHost } from '../browser/host.ts';
import { connectWindow } from '../testing/connect.ts';
import { logFailure } from './failureLog.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const log = (): string => readFileSync(join(folder, 'shouke.log'), 'utf8');
const now = Date.UTC(2026, 10, 23, 1, 2, 3);

describe('the log for support', () => {
  it('says when, where and what kind of error, and nothing of the data', () => {
    const error = Object.assign(new TypeError('客户王五 13812345678'), { code: 'E_ODD' });
    logFailure(folder, 'clients.get', error, now);
    logFailure(folder, 'backup', '李四的口令', now);
    expect(log()).toContain('2026-11-23T01:02:03.000Z clients.get TypeError E_ODD\n    at ');
    expect(log()).toContain('2026-11-23T01:02:03.000Z backup string\n');
    expect(log()).not.toMatch(/王五|1381234|李四/);
    // Windows keeps no such bits.
    if (process.platform !== 'win32') expect(statSync(join(folder, 'shouke.log')).mode & 0o077).toBe(0);
  });

  it('does not grow without end, and a folder that cannot be written to is no reason to fail', () => {
    writeFileSync(join(folder, 'shouke.log'), 'x'.repeat(2 << 20));
    logFailure(folder, 'later', new Error('x'), now);
    expect(log().length).toBeLessThan(10_000);
    expect(statSync(join(folder, 'shouke.log.old')).size).toBe(2 << 20);
    expect(() => logFailure(join(folder, 'gone'), 'x', new Error('x'), now)).not.toThrow();
  });

  it('is where the words of an internal error say it is', async () => {
    const host = await startBrowserHost({ folder, sampleIfEmpty: true, fillSample: async () => undefined });
    const window = await connectWindow(host);
    const { services } = host.host.branch;
    services.access.samplePeople = () => {
      throw new Error('王五');
    };
    await expect(window.client.access.samplePeople()).rejects.toMatchObject({
      data: { refusals: [{ code: 'system.internal', next: { en: expect.stringContaining('shouke.log') } }] },
    });
    await host.close();
    expect(log()).toMatch(/ access\.samplePeople Error\n {4}at /);
    expect(log()).not.toContain('王五');
  });
});
