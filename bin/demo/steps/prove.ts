import { spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { verifyBundle } from '../../../electron/evidence/verifyBundle.ts';
import type { Job } from '../job.ts';
import { opensslVerifies, withTool } from '../publicChecks.ts';

/** The evidence of the case, verified as a stranger verifies it: `sha256sum` and `openssl` alone. */
export const prove = (job: Job): Promise<void> =>
  job.recorder.step('evidence', { zh: '证据包', en: 'Evidence bundle' }, async (step) => {
    const { office, caseId } = job;
    const admin = await office.as('admin');
    const { file, files, manifestHash } = await admin.evidence.bundle({ caseId });
    const folder = unpack(new Uint8Array(await file.arrayBuffer()), join(job.folder, 'evidence'));
    step.produced(folder);
    const manifest = readFileSync(join(folder, 'MANIFEST.sha256'));
    step.check('the manifest is the one on record', sha256(manifest) === manifestHash, manifestHash);
    const root = rootOf(folder);
    const { faults, seal } = verifyBundle(folder, {
      roots: [new X509Certificate(readFileSync(root)).raw],
      revocationLists: [],
      at: office.clock.now(),
    });
    step.check(
      'our verifier',
      faults.length === 0 && seal?.trusted === true,
      faults.map((fault) => `${fault.path}: ${fault.en}`).join('; ') || `${files} files, sealed under the root`,
    );
    const lines = manifest.toString('utf8').trim().split('\n');
    const changed = lines.filter((line) => sha256(readFileSync(join(folder, line.slice(66)))) !== line.slice(0, 64));
    step.check('every file as its SHA-256 says', changed.length === 0, `${lines.length} files`);
    if (process.platform === 'win32')
      step.notRun('sha256sum -c', 'there is no sha256sum on Windows; done by node:crypto instead');
    else {
      const said = sha256sum(folder);
      step.check('sha256sum -c', said.ok, said.detail);
    }
    withTool(step, 'openssl', 'openssl cms -verify -cades MANIFEST.p7s', () =>
      opensslVerifies(join(folder, 'MANIFEST.p7s'), join(folder, 'MANIFEST.sha256'), root),
    );
    withTool(step, 'openssl', 'openssl cms -verify -cades of each agreement', () => {
      const cms = join(folder, 'data/cms');
      const messages = readdirSync(cms).filter((name) => name.endsWith('.der'));
      const said = messages.map((name) =>
        opensslVerifies(join(cms, name), join(cms, name.replace(/\.der$/, '.signed')), root),
      );
      return {
        ok: said.length >= 4 && said.every((each) => each.ok),
        detail: `${said.filter((each) => each.ok).length} of ${said.length}`,
      };
    });
  });

/** The log of the branch, checked from its first event. */
export const verifyLog = (job: Job): Promise<void> =>
  job.recorder.step('audit', { zh: '核验操作日志', en: 'Verify the audit log' }, async (step) => {
    const verdict = await (await job.office.as('admin')).access.verifyAudit();
    step.check('the chain is unbroken', verdict.ok, verdict.ok ? `${verdict.events} events` : verdict.why);
    const state = job.hq.status();
    step.check(
      'headquarters raised no alarm',
      state.openAlarms === 0 && state.quarantined === 0,
      `${state.openAlarms} alarms, ${state.quarantined} rows in review`,
    );
  });

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const rootOf = (folder: string): string => {
  const anchors = join(folder, 'anchors');
  return join(anchors, readdirSync(anchors).find((name) => /^(hq|branch)-root\.pem$/.test(name)) ?? 'hq-root.pem');
};

/** Writes a ZIP out. @returns the folder that holds its files */
function unpack(zip: Uint8Array, into: string): string {
  let top = into;
  for (const [path, bytes] of Object.entries(unzipSync(zip))) {
    const file = join(into, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    top = join(into, path.split('/')[0] ?? '');
  }
  return top;
}

function sha256sum(cwd: string): { ok: boolean; detail: string } {
  const { status, stdout, stderr } = spawnSync('sha256sum', ['-c', 'MANIFEST.sha256'], { cwd, encoding: 'utf8' });
  const good = (stdout ?? '').split('\n').filter((line) => /: (OK|成功)$/.test(line)).length;
  return { ok: status === 0, detail: status === 0 ? `${good} files OK` : (stderr ?? '').trim() };
}
