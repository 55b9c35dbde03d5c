import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyPdf } from '../../../electron/agreements/verify/verifyPdf.ts';
import { type Job, scanOf } from '../job.ts';
import { checkSignedPdf } from '../publicChecks.ts';
import { refusedWith, type Step } from '../report.ts';
import { takeOn } from './onboard.ts';

const terms = {
  nonCompete: {
    role: '其他负有保密义务的人员',
    exposure: '掌握本门店客户的报价底线、合同条件和承运商结算价。',
    competingBusiness: '干线运输、城市配送的销售与客户管理',
    area: '上海市、苏州市',
    termMonths: '12',
    monthlyCompensation: '500000',
    payDay: '15',
  },
  clientOwnership: {},
} as const;
type Kind = keyof typeof terms;

/** The paper that every electronic signature rests on: printed with the fingerprint of the own key, signed in ink, scanned. */
export const fileInk = (job: Job, pin: string): Promise<void> =>
  job.recorder.step(
    'ink',
    { zh: '电子签名约定扫描存档', en: 'File the ink-signed agreement on signing' },
    async (step) => {
      const { employeeId, employmentId } = job.person('leaver');
      const clerk = await job.office.as('clerk');
      step.check(
        'nothing is signed electronically before it',
        await barred(job, 'clientOwnership'),
        'planned agreements say so',
      );
      const signer = await clerk.agreements.enrolSigner({ employeeId, pin });
      step.check('the signer has a key of their own', signer.enrolled && signer.keyOnThisDevice, signer.serial ?? '');
      const paper = await clerk.agreements.generate({ employmentId, kind: 'electronicSigning', values: {} });
      const printed = await clerk.agreements.print({ agreementId: paper.id });
      step.produced(await job.keep('ink', printed));
      job.office.wait(900);
      const filed = await clerk.agreements.fileInkAgreement({
        employmentId,
        kind: 'electronicSigning',
        agreementId: paper.id,
        signedOn: job.office.now(),
        file: await scanOf(printed),
        note: '亲笔签署，当面扫描',
      });
      step.check('on file', filed.state === 'completed' && filed.method === 'wetInk', filed.number);
    },
  );

async function barred(job: Job, kind: Kind): Promise<boolean> {
  const clerk = await job.office.as('clerk');
  const { planned } = await clerk.agreements.planFor({ employmentId: job.person('leaver').employmentId });
  return (planned.find((each) => each.kind === kind)?.refusals.length ?? 0) > 0;
}

/** Two agreements: read page by page, highlighted clauses acknowledged, signed with the own PIN, sealed by the company. */
export const signAgreements = (job: Job, pin: string): Promise<void> =>
  job.recorder.step('sign', { zh: '签署两份协议', en: 'Sign two agreements' }, async (step) => {
    const { office } = job;
    const { employmentId } = job.person('leaver');
    const clerk = await office.as('clerk');
    const made = [];
    for (const kind of ['clientOwnership', 'nonCompete'] as const) {
      made.push(await clerk.agreements.generate({ employmentId, kind, values: { ...terms[kind] } }));
    }
    const { versions } = await clerk.onboarding.get({ employmentId });
    await clerk.onboarding.setStage({ employmentId, versions, event: 'startSigning' });
    for (const { id, title } of made) {
      await read(job, id);
      const window = await office.as('clerk');
      const { version } = await window.agreements.get({ agreementId: id });
      if (title === made[0]?.title) {
        const codes = await refusedWith(() =>
          window.agreements.signAsEmployee({ agreementId: id, version, pin: `${pin}x` }),
        );
        step.check('a wrong PIN signs nothing', codes.length > 0, codes.join(', '));
      }
      const signed = await window.agreements.signAsEmployee({ agreementId: id, version, pin, stroke });
      office.wait(60);
      const admin = await office.as('admin');
      const done = await admin.agreements.counterSign({ agreementId: id, version: signed.version, confirmed: true });
      await window.agreements.deliver({ agreementId: id, how: 'printed' });
      step.check(
        `${title} is complete`,
        done.state === 'completed',
        `${done.number}, ${done.signatures.length} signatures`,
      );
    }
    await takeOn(job, job.person('leaver'));
    const admin = await office.as('admin');
    await admin.people.assets.register({
      kind: '手机',
      name: '公司手机',
      serial: 'SJ-204716',
      condition: '完好',
      holderId: job.person('leaver').employeeId,
    });
    const { stage } = await (await office.as('clerk')).onboarding.get({ employmentId });
    step.check('taken on once everything is signed', stage === 'active', stage);
  });

/** A short line as if drawn with a finger. */
const stroke: [number, number][][] = [
  Array.from({ length: 24 }, (_, at) => [at * 4, 20 + Math.round(14 * Math.sin(at / 2.2))] as [number, number]),
];

async function read(job: Job, agreementId: string): Promise<void> {
  const { office } = job;
  const clerk = await office.as('clerk');
  let shown = await clerk.agreements.presentForReading({ agreementId });
  const { presentationId } = shown;
  for (let page = 1; page <= shown.pages; page++) {
    office.wait(20);
    shown = await clerk.agreements.turnPage({ presentationId, page });
  }
  for (const { id } of shown.clauses) {
    office.wait(4);
    await clerk.agreements.acknowledgeClause({ presentationId, clauseId: id });
  }
  await clerk.agreements.recordReading({ presentationId, identity: 'idCardChecked' });
}

/** Our verifier and strangers' programs on the same bytes; and one changed byte, which must be found. */
export const verifyAgreements = (job: Job): Promise<void> =>
  job.recorder.step('signatures', { zh: '核验签名', en: 'Verify the signatures' }, async (step) => {
    const clerk = await job.office.as('clerk');
    const { employeeId } = job.person('leaver');
    const { rows } = await clerk.agreements.list({ chip: 'completed', employeeId });
    for (const row of rows.filter((each) => each.method === 'certificate')) {
      const stored = await clerk.agreements.verify({ agreementId: row.id });
      step.check(`our verifier: ${row.title}`, stored.verdict === 'valid' && stored.signatures.length === 2, stored.en);
      const path = await job.keep('agreements', await clerk.agreements.download({ agreementId: row.id }));
      step.produced(path);
      const bytes = readFileSync(path);
      checkSignedPdf(step, path, bytes, 2, join(job.folder, 'hq/root.pem'));
      changedByteFound(job, step, row.title, bytes);
    }
    step.check('two agreements were signed', rows.filter((each) => each.method === 'certificate').length === 2, '2');
  });

function changedByteFound(job: Job, step: Step, title: string, bytes: Uint8Array): void {
  const changed = Uint8Array.from(bytes);
  const at = Math.floor(changed.length / 3);
  changed[at] = (changed[at] ?? 0) ^ 1;
  const { verdict } = verifyPdf(changed, {
    roots: [job.hq.identity.root],
    revocationLists: [],
    at: job.office.clock.now(),
  });
  step.check(`one changed byte is found: ${title}`, verdict !== 'valid' && verdict !== 'untrusted', verdict);
}
