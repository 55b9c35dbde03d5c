import type { CastMember } from '../cast.ts';
import { loginNameOf } from '../cast.ts';
import type { Job, Person } from '../job.ts';
import { newPassword } from '../office.ts';
import type { Step } from '../report.ts';

type Kinds = ('clientOwnership' | 'nonCompete')[];

/** The people whom the job needs, each taken on as a clerk takes them on. */
export const onboardStaff = (job: Job): Promise<void> =>
  job.recorder.step('staff', { zh: '员工入职', en: 'Take on the staff' }, async (step) => {
    for (const member of job.cast.members) {
      if (member.key === 'leaver') continue;
      const person = await verified(job, member, []);
      await takeOn(job, person);
    }
    const { rows } = await (await job.office.as('clerk')).people.list({ chip: 'active' });
    step.check('all of them are at work', rows.length === job.people.size, `${rows.length} active`);
  });

/** The later leaver: the number on the identity card mistyped once and refused, then right, compared and verified. */
export const verifyLeaver = (job: Job): Promise<void> =>
  job.recorder.step('verify', { zh: '核验身份', en: 'Create and verify an employee' }, async (step) => {
    const member = job.member('leaver');
    await checkDigitRefused(job, step);
    const person = await verified(job, member, ['clientOwnership', 'nonCompete']);
    const view = await (await job.office.as('clerk')).onboarding.get({ employmentId: person.employmentId });
    step.check('verified', view.stage === 'verified', `${view.employeeNo} ${view.person.name}`);
    step.check('the scan of the document is on file', view.person.hasIdScan, view.person.idType);
    if (member.idType === 'passport') {
      step.check('a second person reviewed it', view.person.reviewedBy !== null, view.person.reviewedBy ?? '');
    }
  });

/** A wrong check digit (GB 11643) is named, with the right one. */
async function checkDigitRefused(job: Job, step: Step): Promise<void> {
  const right = job.cast.members.find((member) => member.idType === 'residentId');
  if (right === undefined) return;
  const last = right.idNumber.slice(-1);
  const wrong = right.idNumber.slice(0, -1) + (last === '0' ? '1' : '0');
  const window = await job.office.as(job.people.has('clerk') ? 'clerk' : 'admin');
  const { facts, refusals } = await window.onboarding.checkIdentity({ idType: 'residentId', idNumber: wrong });
  step.check(
    'a wrong check digit is refused',
    facts === null && refusals.some((refusal) => refusal.code === 'employee.idCheckDigit' && refusal.zh.includes(last)),
    refusals.map((refusal) => refusal.zh).join(' '),
  );
}

async function positionId(job: Job, title: string, kinds: Kinds): Promise<string> {
  const admin = await job.office.as('admin');
  const known = (await admin.people.positions.list({})).find((position) => position.title === title);
  const wanted = { title, tradeSecretLevel: kinds.includes('nonCompete') ? 1 : 0, agreementKinds: kinds } as const;
  if (known === undefined) return (await admin.people.positions.create({ ...wanted, agreementKinds: [...kinds] })).id;
  if (kinds.length === 0) return known.id;
  const { id, version } = known;
  return (await admin.people.positions.update({ id, version, ...wanted, agreementKinds: [...kinds] })).id;
}

/** Draft, scan of the document, for passports the second person, verified. */
async function verified(job: Job, member: CastMember, kinds: Kinds): Promise<Person> {
  const { office } = job;
  const position = await positionId(job, member.position, kinds);
  const typist = job.people.has('clerk') ? 'clerk' : 'admin';
  const window = await office.as(typist);
  const { name, idType, idNumber, phone, address, bankAccount, birthday, sex, monthlyWage } = member;
  const manager = member.key === 'manager' || member.key === 'clerk' ? undefined : job.people.get('manager');
  const draft = await window.onboarding.createDraft({
    person: { name, idType, idNumber, phone, address, bankAccount, birthday, sex },
    employment: {
      positionId: position,
      managerId: manager?.employeeId ?? null,
      startDate: member.startDate ?? office.now(),
      monthlyWage,
    },
  });
  const person: Person = { member, employeeId: draft.employeeId, employmentId: draft.employmentId };
  job.people.set(member.key, person);
  const { employmentId } = draft;
  const scanned = await window.onboarding.attachIdScan({
    employmentId,
    versions: draft.versions,
    file: cardScan(name),
  });
  let { versions } = scanned;
  if (idType === 'passport') {
    const second = await office.as('admin');
    ({ versions } = await second.onboarding.reviewIdentity({ employmentId, versions }));
  }
  await window.onboarding.setStage({ employmentId, versions, event: 'verify' });
  return person;
}

/** Signing completed, account opened, first day. */
export async function takeOn(job: Job, person: Person): Promise<void> {
  const { office } = job;
  const { member, employmentId } = person;
  const window = await office.as(member.role === 'salesperson' ? 'clerk' : 'admin');
  let view = await window.onboarding.get({ employmentId });
  if (view.stage === 'verified') {
    view = await window.onboarding.setStage({ employmentId, versions: view.versions, event: 'startSigning' });
  }
  view = await window.onboarding.setStage({ employmentId, versions: view.versions, event: 'completeSigning' });
  const loginName = loginNameOf(member.name, job.loginNames);
  const password = newPassword();
  const account = { loginName, role: member.role, password };
  await window.onboarding.finish({ employmentId, versions: view.versions, account });
  job.loginNames.add(loginName);
  office.seat(member.key, { loginName, password });
}

/** Stands for the picture of an identity document: what it is of does not matter to the job, and nobody's is used. */
function cardScan(name: string): File {
  const body = `%PDF-1.4\n% stands for the scanned document of ${encodeURIComponent(name)}\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 242 153]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`;
  return new File([body], 'id.pdf', { type: 'application/pdf' });
}
