import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clerk, forgetTemplate, openPair, type Pair } from '../../bin/testing/branchAndHeadquarters.ts';
import { inChild } from '../../bin/testing/inChild.ts';
import { type Branch, openBranch } from '../branch.ts';
import { testBranchId, testKeys } from '../testing/openTestBranch.ts';

let pair: Pair;
/** The same data on another computer: the keys that were bound to the first do not open. */
let branch: Branch;
beforeEach(async () => {
  pair = await openPair();
});
afterEach(async () => {
  branch.close();
  await pair.reopenBranch();
  await pair.dispose();
});
afterAll(forgetTemplate);

async function moveToAnotherComputer(): Promise<void> {
  pair.branch.close();
  branch = await openBranch({
    folder: join(pair.folder, 'branch'),
    branchId: testBranchId,
    keys: { ...testKeys, deviceKey: Buffer.alloc(32, 1) },
    clock: pair.clock,
  });
}
async function answerOfHeadquarters(): Promise<Uint8Array> {
  const { file, fingerprint } = await branch.services.sync.requestEnrolment(clerk);
  const request = new Uint8Array(await file.arrayBuffer());
  return (await pair.hq.enrol(request, { fingerprint, replace: true })).answer;
}
async function accept(answer: Uint8Array): Promise<void> {
  await branch.services.sync.acceptEnrolment(clerk, answer, Buffer.from(pair.hq.rootFingerprint).toString('hex'));
}
const onStick = (): string[] =>
  readdirSync(pair.stick)
    .sort()
    .map((name) => join(pair.stick, name));

describe('a branch that is enrolled again', () => {
  it('has new keys, which sign nothing until they are certified', async () => {
    await moveToAnotherComputer();
    const { sync, agreements } = branch.services;
    const answer = await answerOfHeadquarters();
    const { fingerprint } = await sync.requestEnrolment(clerk);
    expect(sync.state().request?.fingerprint).toBe(fingerprint);
    await expect(agreements.authority.sealSigner()).rejects.toThrow('authority.enrolAgain');
    await expect(agreements.authority.ready()).rejects.toThrow('authority.enrolAgain');
    await accept(answer);
    expect(sync.state()).toMatchObject({ enrolment: 'enrolled', problems: [] });
    expect((await agreements.authority.sealSigner()).certificate.subject.commonName).toContain('徐汇门店');
    await sync.seal(clerk, pair.stick);
    expect(await pair.hq.import([pair.stick])).toMatchObject({ imported: 1, refused: 0, stopped: 0 });
  });

  it.each([
    ['never left', []],
    ['arrived, and its receipt went astray', ['before']],
    ['arrives after what came later', ['after']],
  ])('seals once more what it had sealed and nobody confirmed, where that %s', async (_, arrives) => {
    const client = pair.addClient('甲');
    const scan = pair.branch.registry.attachments.put(randomBytes(1000));
    const note = { kind: 'scan', mediaType: 'image/png', fileName: 'a.png', subjectTable: 'client', subjectId: client };
    pair.write((tx) => tx.insert('attachment', { hash: scan.hash, size: scan.size, ...note }));
    await pair.seal();
    const old = onStick();
    if (arrives.includes('before')) await pair.hq.import(old);
    await moveToAnotherComputer();
    await accept(await answerOfHeadquarters());
    const { sync } = branch.services;
    const act = { action: 'client.update', subject: { kind: 'client', id: client } };
    branch.registry.write.domain(clerk, act, (tx) => tx.update('client', client, { note: '二' }));
    await sync.seal(clerk, pair.stick);
    await pair.hq.import(onStick().filter((file) => !old.includes(file)));
    if (arrives.includes('after')) await pair.hq.import(old);

    expect(pair.hq.query('SELECT name, note FROM client')).toEqual([{ name: '甲', note: '二' }]);
    expect(pair.hq.attachment(testBranchId, scan.hash)).toBeDefined();
    const { branches, parkedFiles, quarantined, openAlarms } = pair.hq.status();
    expect(branches.find(({ branchId }) => branchId === testBranchId)).toMatchObject({ stoppedFor: null });
    expect({ parkedFiles, quarantined, openAlarms }).toEqual({ parkedFiles: 0, quarantined: 0, openAlarms: 0 });
    await sync.receive(pair.hq.messagesFor(testBranchId).map(({ fileName, bytes }) => ({ name: fileName, bytes })));
    expect(sync.state()).toMatchObject({ enrolment: 'enrolled', sealed: 0, sent: 0, firstOpen: null, problems: [] });
  });

  it.each(['incarnation.marked', 'enrolment.begun', 'enrolment.superseded'])(
    'and is killed at %s on the way takes the answer again, and loses and doubles nothing',
    async (step) => {
      const client = pair.addClient('甲');
      await pair.seal();
      const old = onStick();
      await pair.hq.import(old);
      await moveToAnotherComputer();
      const answer = await answerOfHeadquarters();
      branch.close();
      const file = join(pair.folder, 'answer');
      writeFileSync(file, answer);
      const root = Buffer.from(pair.hq.rootFingerprint).toString('hex');
      const ended = await inChild('acceptInChild.ts', join(pair.folder, 'branch'), file, root, step);
      expect(ended.signal, ended.errors).toBe('SIGKILL');

      pair.clock.set(Date.now());
      await moveToAnotherComputer();
      const { sync } = branch.services;
      // Nor is it taken for one that came from a backup.
      expect(sync.state().problems.map(({ code }) => code)).toEqual(['sync.keysLost']);
      await accept(answer);
      const act = { action: 'client.update', subject: { kind: 'client', id: client } };
      branch.registry.write.domain(clerk, act, (tx) => tx.update('client', client, { note: '二' }));
      await sync.seal(clerk, pair.stick);
      await pair.hq.import(onStick().filter((each) => !old.includes(each)));
      expect(pair.hq.query('SELECT name, note FROM client')).toEqual([{ name: '甲', note: '二' }]);
      const { parkedFiles, quarantined, openAlarms } = pair.hq.status();
      expect({ parkedFiles, quarantined, openAlarms }).toEqual({ parkedFiles: 0, quarantined: 0, openAlarms: 0 });
      await sync.receive(pair.hq.messagesFor(testBranchId).map(({ fileName, bytes }) => ({ name: fileName, bytes })));
      expect(sync.state()).toMatchObject({ enrolment: 'enrolled', sealed: 0, sent: 0, firstOpen: null, problems: [] });
    },
  );

  it('is told once of what was sealed for the computer before, and waits for it no longer', async () => {
    const made = pair.branch.services.access.createHashed(clerk, {
      ...{ employeeId: null, displayName: '张伟', loginName: 'zhangwei', role: 'salesperson', mustChange: false },
      hash: { scheme: 'none', salt: '', hash: '' },
    });
    await pair.seal();
    await pair.hq.import([pair.stick]);
    pair.hq.freeze(testBranchId, [{ accountId: made.id, reason: '查证', orderedBy: '总部' }]);
    await moveToAnotherComputer();
    await accept(await answerOfHeadquarters());
    const { sync, access } = branch.services;
    const everything = () =>
      pair.hq.messagesFor(testBranchId).map(({ fileName, bytes }) => ({ name: fileName, bytes }));
    expect(await sync.receive(everything())).toMatchObject([
      { outcome: 'known' },
      { outcome: 'refused', refusals: [{ code: 'sync.forEarlierComputer' }] },
    ]);
    // As the refusal says: it is ordered once more.
    pair.hq.freeze(testBranchId, [{ accountId: made.id, reason: '查证', orderedBy: '总部' }]);
    expect((await sync.receive(everything())).map(({ outcome }) => outcome)).toEqual(['known', 'known', 'applied']);
    expect(access.accounts().find(({ id }) => id === made.id)?.state).toBe('frozen');
    expect(sync.state().problems).toEqual([]);
  });
});
