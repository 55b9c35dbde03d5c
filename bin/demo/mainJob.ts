import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHeadquarters } from '../../hq/founding.ts';
import type { Cast } from './cast.ts';
import { Job } from './job.ts';
import { newPassword, newPin, Office } from './office.ts';
import type { Progress } from './progress.ts';
import { type DemoReport, Recorder, StepFailed } from './report.ts';
import { enrolBranch, foundBranch } from './steps/found.ts';
import { handOver, nameReceivers, printLetters, settle } from './steps/handOver.ts';
import { leave } from './steps/leave.ts';
import { onboardStaff, verifyLeaver } from './steps/onboard.ts';
import { prove, verifyLog } from './steps/prove.ts';
import { resign } from './steps/resign.ts';
import { fileInk, signAgreements, verifyAgreements } from './steps/sign.ts';
import { synchronise } from './steps/sync.ts';
import { takeOverClients, takeOwedOrders, winClients } from './steps/trade.ts';

/** How many steps the job has; a source is one more. */
export const stepCount = (cast: Cast): number => (cast.source ? 18 : 17);

/** Days before today on which each part of the job takes place; between them weeks pass on the branch's clock. */
const begin = 200;

/**
 * One person's life in a branch from the first entry to the evidence, through the contract, with a real headquarters.
 * Everything lies in `folder` afterwards; `report.json` says what was done and how it was verified.
 */
export async function runMainJob(folder: string, cast: Cast, progress: Progress): Promise<DemoReport> {
  const recorder = new Recorder(folder, progress);
  const { source, mapping } = cast;
  if (source && mapping) {
    const { files, refusedRows, leftOut } = source;
    recorder.source = { mapping: mapping.name, about: mapping.about ?? '', files, refusedRows, leftOut };
  }
  const failures: string[] = [];
  const office = await Office.open(join(folder, 'branch'), begin, (what, error) => {
    failures.push(`${what}: ${String(error)}`);
  });
  try {
    const passphrase = newPassword();
    const hq = await createHeadquarters({
      folder: join(folder, 'hq'),
      clock: office.clock,
      passphrase,
      companyName: '远帆连锁物流有限公司',
    });
    try {
      await perform(
        new Job({ folder, recorder, office, hq, cast, passphrases: { branch: newPassword(), hq: passphrase } }),
        failures,
      );
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
    } finally {
      await hq.close();
    }
    return recorder.write();
  } finally {
    office.close();
    progress.close();
  }
}

/** How to open what the job made, for a person who wants to look around in it. */
function noteSecrets({ folder, office, passphrases }: Job): void {
  writeFileSync(
    join(folder, 'access.txt'),
    [
      '这次演示的口令和密码，只用于这个文件夹。',
      'Passphrases and passwords of this run, for this folder only.',
      '',
      `npm start -- --data-dir ${join(folder, 'branch')}`,
      `  口令 / passphrase: ${passphrases.branch}`,
      ...office.signIns().map(({ loginName, password }) => `  ${loginName}  ${password}`),
      '',
      `npm run hq -- status --dir ${join(folder, 'hq')}`,
      `  口令 / passphrase: ${passphrases.hq}`,
      '',
    ].join('\n'),
    { mode: 0o600 },
  );
}

async function perform(job: Job, failures: readonly string[]): Promise<void> {
  const { office } = job;
  const pin = newPin();
  await foundBranch(job);
  await enrolBranch(job);
  office.goTo(199);
  await onboardStaff(job);
  office.goTo(197);
  await verifyLeaver(job);
  // Who has clients already signs for them by name: they are listed in the annex.
  if (job.cast.source) await takeOverClients(job, job.cast.source);
  await fileInk(job, pin);
  office.goTo(196);
  await signAgreements(job, pin);
  await verifyAgreements(job);
  await (job.cast.source ? takeOwedOrders(job, job.cast.source) : winClients(job));
  office.goTo(31);
  await resign(job);
  office.goTo(29);
  await nameReceivers(job);
  await printLetters(job);
  office.goTo(12);
  await handOver(job);
  office.goTo(5);
  await settle(job);
  // Thirty days after the notice: the employment ends, and its certificate is issued, on that day.
  office.goTo(1, 17);
  await leave(job);
  office.clock.arrive();
  await synchronise(job);
  await prove(job);
  await verifyLog(job);
  noteSecrets(job);
  if (failures.length > 0) {
    await job.recorder.step('faults', { zh: '程序缺陷', en: 'Defects' }, async (step) => {
      step.check('none', false, failures.join('; '));
    });
  }
}
