import { execFileSync } from 'node:child_process';
import { hash, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../access/service.ts';
import { createDetachedCms } from '../agreements/cms/create.ts';
import { testTree } from '../agreements/testing/identities.ts';
import { publicTool } from '../agreements/testing/publicTools.ts';
import { withPdf } from '../paper/rasterise.ts';
import { callerOf } from '../testing/callerOf.ts';
import { insertClientsOf } from '../testing/clientsOf.ts';
import { feederStack } from '../testing/feederStack.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';
import { type EvidenceBundle, makeBundle, writeBundle } from './bundle.ts';
import { csv } from './csv.ts';
import { collectEvidence, type EvidenceItem } from './items.ts';
import { verifyBundle } from './verifyBundle.ts';

let test: TestBranch;
let bundle: EvidenceBundle;
let folder: string;
let items: EvidenceItem[];
let caseId: string;
let admin: Caller;
const openssl = publicTool('openssl');

const contextOf = ({ branch }: TestBranch) => ({
  ...branch,
  keys: branch.keys,
  branch: branch.identity,
  services: branch.services,
});

/** The bundle as somebody sees it who trusts the branch's root. */
const check = () =>
  verifyBundle(folder, {
    roots: [new X509Certificate(Buffer.from(bundle.files.get('anchors/branch-root.pem') ?? [])).raw],
    revocationLists: [],
    at: test.branch.clock.now(),
  });

beforeAll(async () => {
  test = await openTestBranch();
  const { write } = test.branch.registry;
  const { people, separation } = test.branch.services;
  const employeeId = write.domain(
    { id: 'system', name: '系统' },
    { action: 'fill', subject: { kind: 'branch', id: 'b' } },
    (tx) => {
      const position = tx.insert('position', { title: '销售', tradeSecretLevel: 1, agreementKinds: '[]', retired: 0 });
      const [person] = people.insertMany(tx, [
        {
          name: '𠮷田·艾力',
          idType: 'residentId',
          idNumber: '110101199003070038',
          phone: null,
          positionId: position.id,
          startDate: '2016-03-01',
          stage: 'active',
        },
      ]);
      if (person === undefined) throw new Error('nobody there');
      insertClientsOf(test.branch, tx, person.employeeId, [
        {
          // A spreadsheet must not take the name for a formula.
          name: '=HYPERLINK("http://x"),甲公司',
          order: { number: 'SO-1', date: '2026-10-08', amount: 100 },
          dueDate: '2026-11-07',
          balance: 100,
        },
      ]);
      return person.employeeId;
    },
  );
  admin = callerOf(test.account('hrAdmin'));
  const clerk = callerOf(test.account('hrClerk'));
  const manager = callerOf(test.account('salesManager'));
  const row = separation.submit(clerk, 'branch', {
    employeeId,
    kind: 'dismissal',
    noticeDate: '2026-11-23',
    requestedEnd: '2026-11-23',
    reason: '',
    supervisorId: null,
  });
  separation.accept(manager, { caseId: row.id, version: row.version });
  const { forms } = test.branch.services;
  const printed = await forms.print(clerk, 'branch', 'handoverTable', row.id);
  const { form, bytes } = printed;
  await forms.fileScan(clerk, 'branch', { formId: form.id, bytes });
  const sheets = Array.from({ length: form.pageCount }, (_, index) => ({ of: bytes, page: index + 1, torn: true }));
  await forms.fileScan(clerk, 'branch', { formId: form.id, bytes: await feederStack(...sheets), byEye: true });
  caseId = row.id;
  bundle = await test.branch.services.evidence.bundle(admin, caseId);
  items = await collectEvidence(contextOf(test), caseId);
  folder = join(test.folder, 'evidence');
  writeBundle(bundle, folder);
});
afterAll(() => test.dispose());

describe('an evidence bundle', () => {
  it('has a catalogue, instructions, data, anchors and a signed manifest, and its export is on record', () => {
    const paths = [...bundle.files.keys()];
    for (const path of [
      '00_目录.pdf',
      '01_核验说明.txt',
      'data/ownership.csv',
      'data/audit.jsonl',
      'anchors/branch-root.pem',
      'MANIFEST.p7s',
    ]) {
      expect(paths).toContain(path);
    }
    expect(paths.some((path) => path.startsWith('data/forms/SK-SH01-LZJJ-'))).toBe(true);
    const [event] = test.branch.registry.audit.about('separationCase', caseId);
    expect(event?.action).toBe('evidence.export');
  });

  it('has the paper that came back signed, and says of each document what it is and how many pages it has', async () => {
    const scan = [...bundle.files.keys()].find((path) => path.startsWith('data/scans/001-'));
    expect(scan).toMatch(/\.pdf$/);
    const text = await withPdf(bundle.files.get('00_目录.pdf') ?? new Uint8Array(), (pdf) =>
      Array.from({ length: pdf.pageCount }, (_, page) => pdf.text(page + 1)).join('\n'),
    );
    expect(text).toMatch(/签回的表单　SK-SH01-LZJJ-\d{8}-0001-R0/);
    expect(text).toContain('𠮷田·艾力');
    const item = items.find(({ path }) => path === scan);
    expect(item?.pages).toBe(items.find(({ path }) => path.startsWith('data/forms/'))?.pages);
    expect(item?.pages).toBeGreaterThan(0);
  });

  it('says of a scan whose codes could not be read who compared it by eye', () => {
    const scans = items.filter(({ path }) => path.startsWith('data/scans/'));
    expect(scans.map(({ proves }) => proves)).toEqual([
      '签字或盖章后的纸质表单',
      expect.stringMatching(/^签字或盖章后的纸质表单；第 1.* 页二维码读不出，已目视核对（.+）$/),
    ]);
  });

  it('verifies with sha256sum and openssl alone', { skip: !openssl }, () => {
    execFileSync('sha256sum', ['-c', '--quiet', 'MANIFEST.sha256'], { cwd: folder });
    const said = execFileSync(
      openssl ?? '',
      'cms -verify -binary -inform DER -in MANIFEST.p7s -content MANIFEST.sha256 -CAfile anchors/branch-root.pem -purpose any -cades -out /dev/null'.split(
        ' ',
      ),
      { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' },
    );
    expect(said).not.toContain('failure');
  });

  it('lists events of an unbroken chain', () => {
    const lines = Buffer.from(bundle.files.get('data/audit.jsonl') ?? [])
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const [index, line] of lines.entries()) if (index > 0) expect(line.previousHash).toBe(lines[index - 1].hash);
    expect(lines.some((line) => line.action === 'separation.accept')).toBe(true);
  });

  it('runs nothing when a spreadsheet opens it', () => {
    const text = Buffer.from(bundle.files.get('data/ownership.csv') ?? []).toString('utf8');
    expect(text).toContain('"\'=HYPERLINK');
    expect(csv([])).toBe('\ufeff\r\n');
  });

  it('names what was changed, removed or added, and a manifest that was not the one signed', () => {
    expect(check()).toMatchObject({ faults: [], seal: { trusted: true } });
    const changed = join(folder, 'data', 'orders.csv');
    const before = readFileSync(changed);
    const spoiled = Buffer.from(before);
    spoiled[0] = (spoiled[0] ?? 0) ^ 1;
    writeFileSync(changed, spoiled);
    expect(check().faults.map((fault) => fault.path)).toEqual(['data/orders.csv']);
    rmSync(changed);
    expect(check().faults[0]).toMatchObject({ path: 'data/orders.csv', en: 'missing' });
    writeFileSync(changed, before);
    writeFileSync(join(folder, 'data', 'more.txt'), 'x');
    expect(check().faults[0]).toMatchObject({ path: 'data/more.txt' });
    rmSync(join(folder, 'data', 'more.txt'));
    const manifest = join(folder, 'MANIFEST.sha256');
    const listed = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, listed.split('\n').slice(1).join('\n'));
    expect(check().faults.map((fault) => fault.path)).toEqual(['00_目录.pdf', 'MANIFEST.sha256']);
    writeFileSync(manifest, `${'0'.repeat(64)}  ../../etc/passwd\n${listed}`);
    expect(check().faults.map((fault) => fault.path)).toEqual(['MANIFEST.sha256', 'MANIFEST.sha256']);
    writeFileSync(manifest, listed);
    const seal = join(folder, 'MANIFEST.p7s');
    const sealed = readFileSync(seal);
    writeFileSync(seal, 'nothing');
    expect(check().faults.map((fault) => fault.path)).toEqual(['MANIFEST.p7s']);
    writeFileSync(seal, sealed);
  });

  it('finds whichever file was touched, by name', () => {
    for (const path of bundle.files.keys()) {
      if (path === 'MANIFEST.p7s') continue;
      const file = join(folder, path);
      const before = readFileSync(file);
      const spoiled = Buffer.from(before);
      const middle = before.length >> 1;
      spoiled[middle] = (spoiled[middle] ?? 0) ^ 1;
      writeFileSync(file, spoiled);
      expect(check().faults.map((fault) => fault.path)).toContain(path);
      rmSync(file);
      expect(check().faults[0]).toMatchObject({ path, en: 'missing' });
      writeFileSync(file, before);
    }
    expect(check().faults).toEqual([]);
  });

  it('is not led astray by links, folders in place of files, or a file listed twice', () => {
    const orders = join(folder, 'data', 'orders.csv');
    const aside = join(test.folder, 'orders.csv');
    renameSync(orders, aside);
    symlinkSync(aside, orders);
    expect(check().faults.map((fault) => fault.path)).toEqual(['data/orders.csv']);
    rmSync(orders);
    mkdirSync(orders);
    expect(check().faults[0]).toMatchObject({ path: 'data/orders.csv', en: 'missing' });
    rmSync(orders, { recursive: true });
    symlinkSync('data', join(folder, 'data', 'data'));
    renameSync(aside, orders);
    expect(check().faults.map((fault) => fault.path)).toEqual(['data/data']);
    rmSync(join(folder, 'data', 'data'));
    const manifest = join(folder, 'MANIFEST.sha256');
    const listed = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, `${listed}${'0'.repeat(64)}  data/orders.csv\n`);
    expect(check().faults.map((fault) => fault.path)).toEqual(['MANIFEST.sha256', 'MANIFEST.sha256']);
    writeFileSync(manifest, listed);
    expect(check().faults).toEqual([]);
  });

  it('is not sealed by anything but a company seal, and not trusted for the root it brings', async () => {
    const seal = join(folder, 'MANIFEST.p7s');
    const before = readFileSync(seal);
    const digest = hash('sha256', readFileSync(join(folder, 'MANIFEST.sha256')), 'buffer');
    writeFileSync(seal, await createDetachedCms(testTree().signer('梁文'), digest));
    expect(check()).toMatchObject({ faults: [{ path: 'MANIFEST.p7s' }], seal: undefined });
    writeFileSync(seal, Buffer.concat([before, Buffer.from('more')]));
    expect(check().faults).toMatchObject([{ path: 'MANIFEST.p7s' }]);
    writeFileSync(seal, before);
    const stranger = verifyBundle(folder, { roots: [], revocationLists: [], at: test.branch.clock.now() });
    expect(stranger).toMatchObject({ faults: [], seal: { trusted: false } });
  });

  it('is the same when made again at the same moment, and never written over', async () => {
    const again = await makeBundle(contextOf(test), caseId);
    expect(again.files.get('data/handover.csv')).toEqual(bundle.files.get('data/handover.csv'));
    expect(() => writeBundle(again, folder)).toThrow(/EEXIST/);
  });
});
