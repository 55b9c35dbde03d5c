import { join } from 'node:path';
import { formatFingerprint } from '../../../shared/pki/certificate.ts';
import type { Job } from '../job.ts';
import { newPassword } from '../office.ts';
import { refusedWith } from '../report.ts';

/** A branch of its own, from the first run as a person goes through it. */
export const foundBranch = (job: Job): Promise<void> =>
  job.recorder.step('found', { zh: '建立门店', en: 'Found the branch' }, async (step) => {
    const { office } = job;
    const password = newPassword();
    const window = office.window('admin');
    const { recoveryCode } = await window.system.createBranch({
      code: 'DEMO01',
      name: '浦东门店',
      companyName: '远帆连锁物流有限公司',
      city: '上海市',
      passphrase: job.passphrases.branch,
      admin: { name: '人事负责人', loginName: 'hradmin', password },
    });
    office.seat('admin', { loginName: 'hradmin', password });
    job.loginNames.add('hradmin');
    const admin = await office.as('admin');
    const profile = await admin.system.branch();
    await admin.system.updateBranch({
      ...profile,
      companyUscc: job.cast.companyUscc,
      address: '上海市浦东新区示范路100号',
      phone: '021-60000001',
      email: null,
      bankName: '示范银行上海分行',
      bankAccount: '1001000200030004',
    });
    const state = await admin.system.state();
    step.check('branch is open and no sample', state.phase === 'open' && !state.sample, state.phase);
    step.check('recovery code was shown once', /^([0-9A-Z]{5}-){5}[0-9A-Z]{5}$/.test(recoveryCode), '30 characters');
    step.check(
      'nothing opens without a session',
      (await refusedWith(() => office.window('stranger').people.list({}))).includes('access.signInFirst'),
      'access.signInFirst',
    );
  });

/** The branch's certificates come from headquarters; both sides compare a fingerprint read out on the telephone. */
export const enrolBranch = (job: Job): Promise<void> =>
  job.recorder.step('enrol', { zh: '向总部登记', en: 'Enrol with headquarters' }, async (step) => {
    const { office, hq } = job;
    const admin = await office.as('admin');
    const { file, fingerprint } = await admin.sync.requestEnrolment();
    const { answer, answerFile } = await hq.enrol(new Uint8Array(await file.arrayBuffer()), { fingerprint });
    const reply = new File([new Uint8Array(answer)], answerFile);
    const wrong = formatFingerprint(new Uint8Array(32));
    step.check(
      'an answer under another root is refused',
      (await refusedWith(() => admin.sync.acceptEnrolment({ file: reply, rootFingerprint: wrong }))).length > 0,
      'fingerprint of another root',
    );
    const rootFingerprint = formatFingerprint(hq.rootFingerprint);
    const state = await admin.sync.acceptEnrolment({ file: reply, rootFingerprint });
    step.check('enrolled', state.enrolment === 'enrolled', state.headquarters?.name ?? '');
    step.check('root as on paper', state.headquarters?.rootFingerprint === rootFingerprint, rootFingerprint);
    step.produced(join(job.folder, 'hq/root.pem'));
  });
