import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoReport } from './demo/report.ts';

const folder = mkdtempSync(join(tmpdir(), 'shouke-demo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const launcher = join(import.meta.dirname, 'run.mjs');
const environment = { ...process.env, SHOUKE_LANGUAGE: 'en', INIT_CWD: folder };
const run = (...line: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, 'demo', ...line], {
    encoding: 'utf8',
    env: environment,
  });
  return { status, stdout, stderr };
};
const oneLine = (text: string): string => {
  const lines = text.trim().split('\n');
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
};

describe('a command line that cannot be obeyed', () => {
  beforeAll(() => {
    mkdirSync(join(folder, 'full'));
    writeFileSync(join(folder, 'full', 'precious.txt'), 'x');
    mkdirSync(join(folder, 'empty'));
  });

  it.each([
    [['--out', 'full'], 2, 'not an empty folder'],
    [['--out', 'new', '--data', 'nowhere'], 2, 'not a folder'],
    [['--out', 'new', '--data', 'empty'], 1, 'No known mapping fits'],
    [['--out', 'new', '--data', 'empty', '--mapping', 'none.json'], 2, 'no mapping file'],
    [['--out', 'new', '--leaver', '1'], 2, 'go with --data only'],
    [['--out', 'new', '--seed', 'x'], 2, '--seed'],
    [[], 2, '--out DIR is missing'],
  ])('%j is refused in one line', (line, status, words) => {
    const ended = run(...line);
    expect(ended.status).toBe(status);
    expect(oneLine(ended.stderr)).toContain(words);
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });

  it('leaves what was there alone', () => {
    expect(readdirSync(join(folder, 'full'))).toEqual(['precious.txt']);
  });
});

describe('the main job', () => {
  const out = join(folder, 'out');
  let report: DemoReport;
  let ended: ReturnType<typeof run>;

  beforeAll(async () => {
    await killedOnTheWay(join(folder, 'killed'));
    const { data, mapping } = smallSource();
    ended = run('--out', 'out', '--data', data, '--mapping', mapping, '--seed', '3');
    report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
  }, 240_000);

  it('passes every check on people, clients and orders of CSV files, also after a run was killed', () => {
    const failed = report.steps.flatMap((step) => step.checks.filter((check) => !check.ok));
    expect(failed).toEqual([]);
    expect({ ok: report.ok, status: ended.status, errors: ended.stderr.replace(/^Not run: .*\n/gm, '') }).toEqual({
      ok: true,
      status: 0,
      errors: '',
    });
    expect(ended.stdout.match(/^✓/gm)).toHaveLength(report.steps.length);
    for (const step of report.steps) expect(step.checks.length, step.name).toBeGreaterThan(0);
  });

  it('produces what it says it produced', () => {
    const files = report.steps.flatMap((step) => step.files);
    for (const file of files) expect(existsSync(join(out, file)), file).toBe(true);
    expect(files.filter((file) => /^agreements\/.*\.pdf$/.test(file))).toHaveLength(2);
    // One letter per client of the leaver, the handover table, the certificate, the start of the non-compete.
    expect(files.filter((file) => /^forms\/.*\.pdf$/.test(file))).toHaveLength(2 + 3);
    expect(files.some((file) => /^outbox\/.*\.skcs$/.test(file))).toBe(true);
    expect(files).toContain('hq/store.db');
    expect(files.some((file) => /^evidence\/.*\/MANIFEST\.p7s$/.test(file))).toBe(true);
  });

  it('lists rows that were not taken, with their reason', () => {
    expect(report.source?.refusedRows.map(({ file, line }) => `${file}:${line}`)).toEqual(['orders.csv:6']);
    expect(report.source?.files.find(({ file }) => file === 'clients.csv')).toMatchObject({
      encoding: 'gb18030',
      rows: 3,
      taken: 3,
    });
  });

  it('never counts a check that could not be made', () => {
    const names = report.steps.flatMap((step) => step.checks.map((check) => check.name));
    for (const { name } of report.notRun) expect(names).not.toContain(name);
  });
});

/** A run that loses its power in the middle: nothing of it may trouble the next. */
async function killedOnTheWay(target: string): Promise<void> {
  const child = spawn(process.execPath, [launcher, 'demo', '--out', target], { env: environment });
  for await (const chunk of child.stdout) if (String(chunk).includes('3/')) break;
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(existsSync(join(target, 'report.json'))).toBe(false);
  expect(run('--out', target).status).toBe(2);
}

/** Three people, three clients, one of them in GB18030, and one order of a client that is not there. */
function smallSource(): { data: string; mapping: string } {
  const data = join(folder, 'data');
  mkdirSync(data);
  const people = ['1,张伟,110101199003070038,2', '2,王芳,110101199203070024,', '3,赵磊,110101199403070010,2'];
  writeFileSync(join(data, 'people.csv'), `no,name,id,boss\n${people.join('\n')}\n`);
  // no,name and A,甲物流 / B,乙食品 / C,丙商贸, as an older Excel saves it.
  const clients = '6e6f2c6e616d650d0a412cbcd7ceefc1f70d0a422cd2d2cab3c6b70d0a432cb1fbc9ccc3b30d0a';
  writeFileSync(join(data, 'clients.csv'), Buffer.from(clients, 'hex'));
  const orders = ['1,A,1,2026/3/1,100.50', '2,A,1,2026/5/2,200', '3,B,1,2026/5/3,300', '4,C,3,2026/5/4,400'];
  writeFileSync(join(data, 'orders.csv'), `no,client,by,on,sum\n${[...orders, '5,Z,1,2026/5/5,1'].join('\n')}\n`);
  const mapping = join(folder, 'mapping.json');
  writeFileSync(
    mapping,
    JSON.stringify({
      format: 'shouke-mapping-1',
      name: 'small',
      dates: 'YYYY/M/D',
      employees: {
        file: 'people.csv',
        fields: { id: '{no}', name: '{name}', idNumber: '{id}', managerId: '{boss}', phone: '1380013800{no}' },
      },
      clients: { file: 'clients.csv', fields: { id: '{no}', name: '{name}' } },
      orders: {
        file: 'orders.csv',
        fields: { id: '{no}', clientId: '{client}', employeeId: '{by}', date: '{on}', amount: '{sum}' },
      },
    }),
  );
  return { data, mapping };
}
