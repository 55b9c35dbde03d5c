import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../bin/project.ts';
import { clerk, forgetTemplate, openPair, type Pair, testPassphrase } from '../bin/testing/branchAndHeadquarters.ts';
import { Keyring, keyFileOf } from '../electron/registry/keyring.ts';
import { openTestBranch, testBranchId, testKeys } from '../electron/testing/openTestBranch.ts';

let pair: Pair;
let folder: string;
beforeAll(async () => {
  pair = await openPair();
  folder = mkdtempSync(join(tmpdir(), 'shouke-cli-'));
});
afterAll(async () => {
  await pair.dispose();
  await forgetTemplate();
  rmSync(folder, { recursive: true, force: true });
});

const environment = (passphrase?: string) => {
  const { SHOUKE_HQ_PASSPHRASE: _, ...rest } = process.env;
  return {
    ...rest,
    LC_ALL: 'en_US.UTF-8',
    INIT_CWD: folder,
    NODE_COMPILE_CACHE: join(tmpdir(), 'shouke-compile-cache'),
    ...(passphrase === undefined ? {} : { SHOUKE_HQ_PASSPHRASE: passphrase }),
  };
};
const launcher = join(projectFolder, 'bin/run.mjs');
const hq = (line: string[], passphrase?: string) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, 'hq', ...line], {
    cwd: folder,
    encoding: 'utf8',
    env: environment(passphrase),
  });
  return { status, stdout: stdout.trim(), stderr: stderr.trim() };
};

describe('npm run hq', () => {
  it('lists its commands, and answers mistakes in one line with the next step', () => {
    expect(hq(['--help']).stdout).toMatch(/init[\s\S]*enroll[\s\S]*import[\s\S]*serve/);
    const unknown = hq(['inport']);
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toMatch(/^There is no sub-command "inport"; there are init, enroll.*$/);
    const nowhere = hq(['status', '--dir', 'nowhere']);
    expect(nowhere.status).toBe(1);
    expect(nowhere.stderr).toMatch(
      /^There is no headquarters in .*nowhere\. Run npm run hq -- init --dir DIR --company NAME first\.$/,
    );
    expect(nowhere.stderr).not.toContain('\n');
    writeFileSync(join(folder, 'letter.txt'), '');
    const onFile = hq(['init', '--dir', 'letter.txt', '--company', 'X'], testPassphrase);
    expect(onFile.status).toBe(1);
    expect(onFile.stderr).toMatch(/^.*letter\.txt: there is a file where a folder is wanted.* Check the path\.$/);
    mkdirSync(join(folder, 'odd', 'lock.db'), { recursive: true });
    expect(hq(['init', '--dir', 'odd', '--company', 'X'], testPassphrase).stderr).toMatch(
      /^.* choose another place\.$/,
    );
  });

  it('founds, enrols, imports, answers: the whole way with files carried by hand', async () => {
    expect(hq(['init', '--dir', 'hq', '--company', '守客连锁']).stderr).toContain('SHOUKE_HQ_PASSPHRASE');
    expect(hq(['init', '--dir', 'hq', '--company', '守客连锁'], 'short').stderr).toContain('too short');
    const founded = hq(['init', '--dir', 'hq', '--company', '守客连锁'], testPassphrase);
    expect(founded.status, founded.stderr).toBe(0);
    const rootFingerprint = /((?:[0-9A-F]{4} ){15}[0-9A-F]{4})/.exec(founded.stdout)?.[1] ?? '';
    expect(founded.stdout).toMatch(/([0-9A-Z]{5}-){5}[0-9A-Z]{5}/);
    expect(hq(['init', '--dir', 'hq', '--company', '守客连锁'], testPassphrase).stderr).toContain('already');
    expect(hq(['root', '--dir', 'hq']).stdout).toBe(rootFingerprint);

    const branch = await openTestBranch();
    try {
      branch.clock.set(Date.now());
      const { keyring } = Keyring.create(keyFileOf(branch.folder), testBranchId);
      keyring.wrapByRecoveryCode(testKeys);
      keyring.save();
      const { sync } = branch.branch.services;
      const { file, fingerprint } = await sync.requestEnrolment(clerk);
      writeFileSync(join(folder, 'SH01.skrequest'), new Uint8Array(await file.arrayBuffer()));
      const enroll = (given: string, passphrase: string) =>
        hq(['enroll', '--dir', 'hq', '--fingerprint', given, '--out', 'SH01.skanswer', 'SH01.skrequest'], passphrase);
      expect(enroll('00'.repeat(32), testPassphrase).stderr).toContain(
        `The fingerprint of the request is ${fingerprint}`,
      );
      expect(enroll(fingerprint, 'another passphrase').stderr).toContain('Wrong passphrase');
      expect(existsSync(join(folder, 'SH01.skanswer'))).toBe(false);
      const enrolled = enroll(fingerprint, testPassphrase);
      expect(enrolled.status, enrolled.stderr).toBe(0);
      await sync.acceptEnrolment(clerk, readFileSync(join(folder, 'SH01.skanswer')), rootFingerprint);

      branch.account('hrAdmin', { loginName: 'limin' });
      branch.account('hrAdmin', { loginName: 'zhangwei' });
      await sync.seal(clerk, join(folder, 'hq/inbox'));
      const imported = hq(['import', '--dir', 'hq', '--workers', '1']);
      expect(imported).toMatchObject({ status: 0, stdout: 'imported 1' });
      expect(readdirSync(join(folder, 'hq/inbox'))).toEqual([]);
      writeFileSync(join(folder, 'hq/inbox/torn.skcs'), 'torn');
      expect(hq(['import', '--dir', 'hq'])).toMatchObject({
        status: 1,
        stdout: expect.stringMatching(
          /^refused {2}torn\.skcs {2}This file is not a change set.*\nimported 0, refused 1$/,
        ),
      });
      // It may still be being copied.
      expect(readdirSync(join(folder, 'hq/inbox'))).toEqual(['torn.skcs']);
      rmSync(join(folder, 'hq/inbox/torn.skcs'));

      expect(
        hq(['freeze', '--dir', 'hq', '--branch', 'SH01', '--account', 'nobody', '--reason', 'x', '--by', 'y']).stderr,
      ).toContain('no account');
      expect(
        hq(['freeze', '--dir', 'hq', '--branch', 'SH01', '--account', 'limin', '--reason', '查证', '--by', '总部']),
      ).toMatchObject({ status: 0 });
      expect(hq(['receipts', '--dir', 'hq', '--branch', '徐汇门店', '--out', 'back'])).toMatchObject({ status: 0 });
      const back = readdirSync(join(folder, 'back')).map((name) => ({
        name,
        bytes: readFileSync(join(folder, 'back', name)),
      }));
      expect(await sync.receive(back)).toMatchObject([{ outcome: 'applied' }, { outcome: 'applied' }]);
      expect(branch.branch.services.access.accounts().find(({ loginName }) => loginName === 'limin')?.state).toBe(
        'frozen',
      );

      const status = JSON.parse(hq(['status', '--dir', 'hq', '--json']).stdout) as { rows: Record<string, number> };
      expect(status).toMatchObject({
        importedFiles: 1,
        refusedFiles: 1,
        openAlarms: 0,
        rows: { account: 2, branch: 1 },
      });
      expect(hq(['status', '--dir', 'hq']).stdout).toMatch(/徐汇门店 {2}SH01[\s\S]*up to number 1/);
      expect(hq(['resume', '--dir', 'hq', '--branch', 'SH01'])).toMatchObject({ status: 1 });
      expect(hq(['revoke', '--dir', 'hq', '--branch', 'SH01']).stdout).toContain('number 2');
    } finally {
      branch.dispose();
    }
  });

  it('verifies a change set with nothing but the root, and names what one changed byte did', async () => {
    pair.addClient('甲');
    const [name = ''] = await pair.seal();
    const file = join(pair.stick, name);
    const root = join(pair.folder, 'hq/root.pem');
    const verify = (...line: string[]) =>
      spawnSync(process.execPath, [launcher, 'verify', ...line], { cwd: folder, encoding: 'utf8', env: environment() });
    const good = verify(file, '--root', root);
    expect(good.status, good.stderr).toBe(0);
    expect(good.stdout).toMatch(/^PASS .*Intact, the signature holds, the signer leads to the trusted root\./);
    const bytes = readFileSync(file);
    const bad: string[] = [];
    mkdirSync(join(folder, 'bad'));
    for (const at of [4, 30, 700, bytes.length - 70, bytes.length - 2]) {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      const path = join(folder, 'bad', `${at}.skcs`);
      writeFileSync(path, copy);
      bad.push(path);
    }
    const { status, stdout } = verify(...bad, '--root', root);
    expect(status).toBe(1);
    expect(stdout.match(/^FAIL/gm)).toHaveLength(bad.length);
    expect(stdout).toMatch(/signature does not match|was changed|not a change set/);
    expect(verify(file).stdout).toMatch(/^FAIL .*Give headquarters’ root with --root/);
  });

  it('serves on this computer: takes files, hands out receipts, shows metrics, ends when told', async () => {
    const child = spawn(
      process.execPath,
      [launcher, 'hq', 'serve', '--dir', join(pair.folder, 'hq'), '--port', await freePort()],
      {
        cwd: folder,
        env: environment(),
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    try {
      const [said] = (await once(child.stdout, 'data')) as [Buffer];
      const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(said.toString())?.[0] ?? '';
      const [branch] = pair.synthetic;
      const sealed = branch.sealTransactions(branch.write(branch.client('c1', '甲')));
      const post = (body: Uint8Array, type = 'application/octet-stream') =>
        fetch(`${origin}/changesets`, {
          method: 'POST',
          headers: { 'content-type': type },
          body: new Uint8Array(body),
        });
      expect(await (await post(sealed.bytes)).json()).toMatchObject({ outcome: 'imported', sequence: 1 });
      expect(await (await post(sealed.bytes)).json()).toMatchObject({ outcome: 'known' });
      const torn = await post(sealed.bytes.subarray(0, 300));
      expect(torn.status).toBe(422);
      expect(await torn.json()).toMatchObject({ outcome: 'refused', refusals: [{ code: 'changeset.truncated' }] });
      expect((await post(new Uint8Array(25 << 20))).status).toBe(413);
      expect((await post(new Uint8Array(2), 'text/plain')).status).toBe(415);
      const receipt = await fetch(`${origin}/branches/${branch.identity.branchId}/receipt`);
      expect((await receipt.arrayBuffer()).byteLength).toBeGreaterThan(500);
      const list = (await (await fetch(`${origin}/branches/${branch.identity.branchId}/messages`)).json()) as object[];
      expect(list).toMatchObject([{ sequence: 1, kind: 'receipt' }]);
      expect((await fetch(`${origin}/branches/..%2F..%2Fkeys/receipt`)).status).toBe(404);
      expect(await (await fetch(`${origin}/healthz`)).json()).toMatchObject({ ok: true });
      const metrics = await (await fetch(`${origin}/metrics`)).text();
      expect(metrics).toContain('shouke_hq_imported_files_total');
      expect(metrics).not.toContain('甲');
      const rebound = await fetch(`${origin.replace('127.0.0.1', 'localhost')}/healthz`);
      expect(rebound.status).toBe(421);
    } finally {
      child.kill('SIGTERM');
    }
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(0);
  });
});

/** A port that nobody listens on at this moment. */
async function freePort(): Promise<string> {
  const probe = createServer();
  await once(probe.listen(0, '127.0.0.1'), 'listening');
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  return typeof address === 'object' && address !== null ? String(address.port) : '';
}
