import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDetachedCms } from '../electron/agreements/cms/create.ts';
import { branchTree } from '../electron/agreements/testing/branchTree.ts';
import { type TestTree, testTree } from '../electron/agreements/testing/identities.ts';
import { sampleAgreement, signAs } from '../electron/agreements/testing/sampleAgreement.ts';

const folder = mkdtempSync(join(tmpdir(), 'shouke-verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let tree: TestTree;

beforeAll(async () => {
  tree = testTree();
  const once = await signAs(await sampleAgreement(), 'employee', tree.signer('王小明'));
  const signed = await signAs(once, 'company', tree.signer('守客物流有限公司'));
  writeFileSync(join(folder, 'signed.pdf'), signed);
  const damaged = Buffer.from(signed).toString('latin1').replace('/MediaBox [0 0 595', '/MediaBox [0 0 594');
  writeFileSync(join(folder, 'damaged.pdf'), damaged, 'latin1');
  writeFileSync(join(folder, 'notes.txt'), 'no signature here');
  mkdirSync(join(folder, 'anchors'));
  writeFileSync(join(folder, 'anchors', 'hq-root.pem'), tree.rootPem);
});

const run = (locale: string, ...line: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'run.mjs'), 'verify', ...line],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: locale, INIT_CWD: folder },
    },
  );
  return { status, stdout, stderr };
};

test('a good file passes under its root, given as a folder, and says who signed', () => {
  const { status, stdout } = run('en_US.UTF-8', 'signed.pdf', '--root', 'anchors');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^PASS {2}signed\.pdf {2}Valid: all 2 signatures hold/);
  expect(stdout).toContain('王小明');
});

test('one bad file among good ones fails the run, each with its reason, in Chinese too', () => {
  const { status, stdout } = run(
    'zh_CN.UTF-8',
    'signed.pdf',
    'damaged.pdf',
    'notes.txt',
    'gone.pdf',
    '--root',
    'anchors/hq-root.pem',
  );
  expect(status).toBe(1);
  expect(stdout).toMatch(/^通过 {2}signed\.pdf/);
  expect(stdout).toMatch(/^未通过 {2}damaged\.pdf {2}无效：/m);
  expect(stdout).toMatch(/^未通过 {2}notes\.txt {2}不认识这种文件/m);
  expect(stdout).toMatch(/^未通过 {2}gone\.pdf {2}找不到/m);
});

test('without a root nothing passes, and --json carries the whole report', () => {
  const { status, stdout } = run('en_US.UTF-8', 'signed.pdf', '--json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([
    { file: 'signed.pdf', kind: 'PDF', passed: false, verdict: 'untrusted', report: { revisions: 4 } },
  ]);
});

test('what is no file with content is answered at once, in one line that says so', () => {
  writeFileSync(join(folder, 'empty.pdf'), '');
  writeFileSync(join(folder, 'large.pdf'), '');
  truncateSync(join(folder, 'large.pdf'), 300 * 1024 * 1024);
  writeFileSync(join(folder, 'evidence.zip'), 'PK\x03\x04');
  const { status, stdout } = run('en_US.UTF-8', 'empty.pdf', 'large.pdf', 'evidence.zip', 'anchors', devNull);
  expect(status).toBe(1);
  const [empty, large, zip, directory, device] = stdout.trimEnd().split('\n');
  expect(empty).toContain('is empty (0 bytes)');
  expect(large).toContain('over 256 MB');
  expect(zip).toContain('unpack it');
  expect(directory).toContain('no evidence bundle');
  expect(device).toMatch(/a pipe or a device|Not found/);
});

test('links in a circle lead to an answer', { skip: process.platform === 'win32' }, () => {
  symlinkSync('b', join(folder, 'a'));
  symlinkSync('a', join(folder, 'b'));
  const { status, stdout } = run('en_US.UTF-8', 'a');
  expect(status).toBe(1);
  expect(stdout).toMatch(/^FAIL {2}a {2}The links lead in a circle/);
});

test('an evidence folder names what was changed, with a hint in place of an answer where a root is missing', () => {
  const bundle = join(folder, 'bundle');
  mkdirSync(bundle);
  writeFileSync(join(bundle, '01.txt'), 'as listed');
  writeFileSync(join(bundle, 'MANIFEST.sha256'), `${hash('sha256', 'as listed', 'hex')}  01.txt\n`);
  const unsealed = run('en_US.UTF-8', 'bundle', '--root', 'anchors');
  expect(unsealed.status).toBe(1);
  expect(unsealed.stdout).toMatch(/^FAIL {2}bundle {2}Not valid: MANIFEST\.p7s: missing$/m);
  writeFileSync(join(bundle, '01.txt'), 'changed');
  expect(run('zh_CN.UTF-8', 'bundle').stdout).toMatch(/^未通过 {2}bundle {2}不成立：01\.txt：内容与清单不符/);
});

test('an evidence folder passes under the root of its seal, and says so when that root is another one, or none', async () => {
  const [ours, others] = [await branchTree(), await branchTree()];
  const sealed = join(folder, 'sealed');
  mkdirSync(sealed);
  const manifest = `${hash('sha256', 'as listed', 'hex')}  01.txt\n`;
  writeFileSync(join(sealed, '01.txt'), 'as listed');
  writeFileSync(join(sealed, 'MANIFEST.sha256'), manifest);
  writeFileSync(
    join(sealed, 'MANIFEST.p7s'),
    await createDetachedCms(await ours.seal(), hash('sha256', manifest, 'buffer')),
  );
  writeFileSync(join(folder, 'ours.der'), ours.root.der);
  writeFileSync(join(folder, 'others.der'), others.root.der);
  const good = run('en_US.UTF-8', 'sealed', '--root', 'ours.der');
  expect(good).toMatchObject({ status: 0, stderr: '' });
  expect(good.stdout).toMatch(/^PASS {2}sealed {2}Intact: 1 files are as listed/);
  const other = run('en_US.UTF-8', 'sealed', '--root', 'others.der');
  expect(other.status).toBe(1);
  expect(other.stdout).toContain('the given root does not confirm');
  const none = run('en_US.UTF-8', 'sealed');
  expect(none.status).toBe(1);
  expect(none.stdout).toContain('with --root');
});

test('a wrong command line is answered in one line', () => {
  for (const line of [
    [],
    ['x.pdf', '--root', 'nowhere'],
    ['x.pdf', '--at', 'yesterday'],
    ['x.pdf', '--root', 'notes.txt'],
  ]) {
    const { status, stderr } = run('en_US.UTF-8', ...line);
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }
});
