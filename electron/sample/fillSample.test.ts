import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import { checkResidentId } from '../../shared/domain/identifiers/residentId.ts';
import { checkUscc } from '../../shared/domain/identifiers/uscc.ts';
import { countCharacters } from '../../shared/domain/names/personName.ts';
import { checkPhone } from '../../shared/domain/names/phone.ts';
import { roles } from '../../shared/domain/permissions.ts';
import { Host } from '../host/host.ts';
import { TestClock } from '../testing/openTestBranch.ts';
import { fillSample } from './fillSample.ts';
import { Inventor } from './invent.ts';
import { Seeded } from './seeded.ts';

const clock = new TestClock();
const today = fromInstant(clock.now());
let folder: string;
let host: Host;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-sample-'));
  host = await Host.open({ folder, clock, fillSample });
  await host.createSample();
}, 120_000);
afterAll(() => {
  host.close();
  rmSync(folder, { recursive: true, force: true });
});

const all = <R>(sql: string, ...values: (string | number)[]): R[] =>
  host.branch.registry.reader.prepare(sql).all(...values) as R[];
const column = <T>(sql: string): T[] => host.branch.registry.reader.prepare(sql).pluck().all() as T[];
const count = (sql: string): number => Number(column<number>(sql)[0]);

describe('the sample branch', () => {
  it('has the size of a real one, and says what it is', () => {
    expect(host.branch.identity.sample).toBe(true);
    expect(count('SELECT count(*) FROM employee')).toBe(60);
    expect(count('SELECT count(*) FROM client')).toBe(1500);
    expect(count('SELECT count(*) FROM salesOrder')).toBe(20_000);
    expect(count('SELECT count(*) FROM receivable WHERE balance > 0')).toBeGreaterThan(200);
    expect(count('SELECT count(*) FROM payment')).toBeGreaterThan(1000);
    expect(count('SELECT count(*) FROM followUp WHERE promise IS NOT NULL AND doneAt IS NULL')).toBeGreaterThan(20);
    expect(count('SELECT count(*) FROM asset WHERE holderId IS NOT NULL')).toBeGreaterThan(20);
  });

  it('ends today: nothing is dated later, and the clock is the real one again', () => {
    expect(column('SELECT max(date) FROM salesOrder')).toEqual([today]);
    expect(column<string>('SELECT max(fromDate) FROM ownership')[0]).toBeTypeOf('string');
    expect(count(`SELECT count(*) FROM ownership WHERE fromDate > '${today}'`)).toBe(0);
    expect(count(`SELECT count(*) FROM payment WHERE date > '${today}'`)).toBe(0);
    expect(count(`SELECT count(*) FROM auditEvent WHERE at > ${clock.now()}`)).toBe(0);
    expect(
      count('SELECT count(*) FROM auditEvent a JOIN auditEvent b ON b.sequence = a.sequence + 1 WHERE b.at < a.at'),
    ).toBe(0);
    expect(host.branch.clock.now()).toBe(clock.now());
  });

  it('is invented: numbers are right in form and belong to nobody', () => {
    for (const { idNumber, phone } of all<{ idNumber: string; phone: string | null }>('SELECT * FROM employee')) {
      expect(checkResidentId(idNumber, today).ok, idNumber).toBe(true);
      expect(idNumber.slice(2, 6)).toBe('0000');
      if (phone !== null) expect(checkPhone(phone).ok, phone).toBe(true);
    }
    for (const uscc of column<string>('SELECT uscc FROM client')) {
      expect(checkUscc(uscc).ok, uscc).toBe(true);
      expect(uscc.slice(2, 8)).toBe('310099');
    }
    for (const phone of column<string>('SELECT phone FROM contact')) expect(checkPhone(phone).ok, phone).toBe(true);
    expect(new Set(column<string>('SELECT normalizedName FROM client')).size).toBe(1500);
  });

  it('has names that are hard to print', () => {
    const names = column<string>('SELECT name FROM employee');
    expect(names.some((name) => name.includes('𠮷'))).toBe(true);
    expect(names.some((name) => name.includes('䶮'))).toBe(true);
    expect(names.some((name) => name.includes('·'))).toBe(true);
    expect(Math.max(...column<string>('SELECT name FROM client').map(countCharacters))).toBe(26);
  });

  it('has somebody at every step of onboarding and of a handover', () => {
    const stages = column<string>('SELECT DISTINCT stage FROM employment');
    expect(stages).toEqual(
      expect.arrayContaining(['draft', 'verified', 'signing', 'refused', 'active', 'leaving', 'left']),
    );
    const steps = column<string>('SELECT DISTINCT handoverState FROM separationCase');
    expect(steps).toEqual(expect.arrayContaining(['submitted', 'listed', 'transferring', 'underReview', 'settled']));
    expect(column('SELECT DISTINCT state FROM handoverItem')).toEqual(
      expect.arrayContaining(['open', 'handedOver', 'returned', 'accepted']),
    );
    expect(column('SELECT DISTINCT state FROM confirmationLetter')).toEqual(
      expect.arrayContaining(['draft', 'printed', 'signed', 'refused', 'unreachable']),
    );
    expect(column('SELECT DISTINCT state FROM account')).toEqual(
      expect.arrayContaining(['active', 'restricted', 'frozen', 'closed']),
    );
    expect(column('SELECT DISTINCT status FROM client')).toEqual(
      expect.arrayContaining(['prospect', 'active', 'dormant', 'lost']),
    );
  });

  it('moved the clients of who left, with their history, and raises the alarms', () => {
    const moved = all<{ clientId: string; ownerId: string; employeeId: string }>(
      `SELECT o.clientId, c.ownerId, o.employeeId FROM ownership o JOIN client c ON c.id = o.clientId
       WHERE o.caseId IS NOT NULL`,
    );
    expect(moved.length).toBe(5);
    for (const { ownerId, employeeId } of moved) expect(ownerId).toBe(employeeId);
    expect(column("SELECT rule FROM alarm WHERE state = 'open'")).toEqual(
      expect.arrayContaining(['handoverOverdue', 'leaverClientsSilent', 'compensationUnpaid', 'certificateMissing']),
    );
    const paid = column<number>('SELECT count(paidOn) FROM compensationPayment GROUP BY nonCompeteId');
    expect(Math.min(...paid)).toBe(5);
    expect(Math.max(...paid)).toBeGreaterThan(8);
  });

  it('has agreements that were really signed, and verify', async () => {
    const signed = column<string>("SELECT id FROM agreement WHERE state = 'completed' AND method = 'certificate'");
    expect(signed).toHaveLength(2);
    const { agreements, access } = host.branch.services;
    const [admin] = access.accounts().filter((account) => account.role === 'hrAdmin');
    const account = all<never>('SELECT * FROM account WHERE id = ?', admin?.id ?? '')[0];
    if (account === undefined) throw new Error('no admin');
    const caller = {
      account,
      actor: { id: 'x', name: 'x' },
      session: { id: 's', accountId: 'x', windowId: 'w', startedAt: 0 },
    };
    for (const id of signed) {
      const { verdict, signatures } = await agreements.verify({ caller, scope: 'branch' }, id);
      expect(verdict).toBe('valid');
      expect(signatures.map((each) => each.verdict)).toEqual(['valid', 'valid']);
    }
    expect(column("SELECT state FROM agreement WHERE method = 'wetInk' AND kind = 'nonCompete'")).toEqual([
      'completed',
      'completed',
    ]);
  });

  it('offers one person per role, whose password lies beside the data', async () => {
    const people = host.branch.services.access.samplePeople();
    expect(new Set(people.map((person) => person.role))).toEqual(new Set(roles));
    const note = readFileSync(join(folder, 'sample', 'accounts.txt'), 'utf8');
    const password = /password: (\S+)/.exec(note)?.[1] ?? '';
    const session = await host.branch.services.access.signIn('window', 'jiangyuqing', password);
    expect(session.account.role).toBe('hrClerk');
    expect(note).toContain('示例');
  });

  it('can never be enrolled', async () => {
    const asked = host.branch.services.sync.requestEnrolment({ id: 'system', name: '系统' });
    await expect(asked).rejects.toMatchObject({ refusals: [{ code: 'sync.sample' }] });
    expect(host.branch.services.sync.state().enrolment).toBe('sample');
  });

  it('keeps an unbroken log, and everything in it can travel', () => {
    expect(host.branch.registry.audit.verify().ok).toBe(true);
    expect(count('SELECT sum(operations) FROM outboxTransaction')).toBe(count('SELECT count(*) FROM operation'));
  });
});

describe('what is made up', () => {
  const invented = (seed: number) => {
    const inventor = new Inventor(new Seeded(seed));
    return Array.from({ length: 200 }, () => [inventor.person(), inventor.firm()]);
  };
  it('is the same each time, and no name or number twice', () => {
    expect(invented(7)).toEqual(invented(7));
    expect(invented(7)).not.toEqual(invented(8));
    const flat = invented(7).flat();
    expect(new Set(flat.map((each) => each.name)).size).toBe(flat.length);
  });
});
