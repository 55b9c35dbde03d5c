import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Application, endApplication, startApplication, tellToEnd } from './test/application.ts';

let folder: string;
const running: Application[] = [];
const start = (...options: string[]): Application => {
  const application = startApplication(folder, '--empty', ...options);
  running.push(application);
  return application;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-start-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(endApplication));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('npm start', () => {
  it('prints one link whose page answers, and ends cleanly when told to', async () => {
    const app = start();
    const link = new URL(await app.link);
    expect(link.hostname).toBe('127.0.0.1');
    const page = await fetch(link);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('<div id="root">');
    tellToEnd(app);
    const { code, output, errors } = await app.ended;
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output.match(/http:/g)).toHaveLength(1);
  });

  it('says which process has the folder, and offers a new link to it', async () => {
    const first = start();
    const firstLink = await first.link;
    const { code, errors } = await start().ended;
    expect(code).toBe(1);
    expect(errors).toContain(`process ${first.process.pid}`);
    expect(errors.trim().split('\n')).toHaveLength(1);
    const second = /http:\/\/\S+/.exec(errors)?.[0] ?? '';
    expect(new URL(second).origin).toBe(new URL(firstLink).origin);
    expect(second).not.toBe(firstLink);
  });

  it('starts again after it was killed', async () => {
    const first = start();
    await first.link;
    first.process.kill('SIGKILL');
    await first.ended;
    expect(await start().link).toMatch(/^http:/);
  });

  it('ends when the launcher that started it is gone', async () => {
    const app = start();
    await app.link;
    const exited = once(app.process, 'exit');
    app.process.disconnect();
    expect(await exited).toEqual([0, null]);
  });

  it('says in one line what is wrong with a port, a folder or an option', async () => {
    const busy = createServer();
    await new Promise<void>((done) => busy.listen(0, '127.0.0.1', done));
    const address = busy.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const [taken, unusable, unknown] = await Promise.all([
      start('--port', String(port)).ended,
      start('--data-dir', file).ended,
      start('--bogus').ended,
    ]);
    busy.close();
    expect(taken).toMatchObject({ code: 1, errors: expect.stringContaining(`Port ${port} cannot be used`) });
    expect(unusable).toMatchObject({ code: 2, errors: expect.stringContaining('may be given once only') });
    expect(unknown).toMatchObject({ code: 2, errors: expect.stringContaining('There is no option --bogus') });
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    expect(await start().ended).toMatchObject({ code: 1, errors: expect.stringContaining('cannot be used') });
    for (const { errors } of [taken, unusable, unknown]) expect(errors.trim().split('\n')).toHaveLength(1);
  });
});
