import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from './businessDate.ts';
import { type Finding, finding, type LegalRules, legalBars, legalRules, limitsIn } from './legal.ts';
import { checkDocument, checkSecrecy, checkSigning } from './legalAgreements.ts';
import { checkNonCompete, checkRelease, type NonCompeteFacts } from './legalNonCompete.ts';
import { checkRetention, checkSeparation, checkVisitLocation, keepUntil, statutoryDates } from './legalSeparation.ts';

const names = (findings: readonly Finding[]): string[] => findings.map((each) => `${each.rule}:${each.level}`);

const sound: NonCompeteFacts = {
  tradeSecretLevel: 2,
  secretAccessLogged: true,
  termMonths: 12,
  monthlyCompensation: 500_000,
  payDay: 15,
  averageWage12m: 1_000_000,
  localMinimumWage: 269_000,
  penalty: null,
  scope: ['公路货运'],
  area: ['上海'],
  knownScope: ['公路货运', '仓储'],
  knownArea: ['上海'],
};
const check = (changes: Partial<NonCompeteFacts>, table?: LegalRules): readonly Finding[] =>
  checkNonCompete({ ...sound, ...changes }, table);

describe('the rules of a non-compete', () => {
  it('find nothing in one that keeps them', () => {
    expect(check({})).toEqual([]);
  });

  it('bar a term beyond 24 months, and say both figures', () => {
    expect(check({ termMonths: 24 }).some((each) => each.rule === 'nc-term')).toBe(false);
    expect(check({ termMonths: 25 })[0]).toMatchObject({
      rule: 'nc-term',
      level: 'error',
      field: 'termMonths',
      zh: '竞业限制期 25 个月，超过上限 24 个月。',
      source: { zh: '劳动合同法 24' },
    });
  });

  it('bar a position without secrets and warn where access was never logged', () => {
    expect(names(check({ tradeSecretLevel: 0 }))).toEqual(['nc-person:error']);
    expect(names(check({ secretAccessLogged: false }))).toEqual(['nc-person:warning']);
  });

  it('warn where scope or area goes beyond what the person knew', () => {
    expect(check({ scope: ['公路货运', '餐饮'] })[0]?.zh).toBe('竞业限制的范围超出该人接触过的业务：餐饮。');
    expect(names(check({ area: ['全国'] }))).toEqual(['nc-scope:warning']);
    expect(check({ area: ['全国'], knownArea: null })).toEqual([]);
  });

  it('bar the absence of monthly payments', () => {
    expect(names(check({ monthlyCompensation: null }))).toEqual(['nc-schedule:error']);
    expect(names(check({ monthlyCompensation: 0 }))).toEqual(['nc-schedule:error']);
    expect(check({ payDay: null })[0]).toMatchObject({ rule: 'nc-schedule', field: 'payDay' });
  });

  it('warn below 30 %, below the minimum wage, and below 50 % beyond a year', () => {
    expect(check({ monthlyCompensation: 300_000 })).toEqual([]);
    expect(check({ monthlyCompensation: 299_999 })[0]).toMatchObject({
      rule: 'nc-floor',
      zh: '月补偿 ¥2,999.99，为离职前 12 个月平均工资的 29%，低于 30%。',
    });
    expect(check({ averageWage12m: 600_000, monthlyCompensation: 200_000 })[0]?.zh).toBe(
      '月补偿 ¥2,000.00，低于当地最低工资 ¥2,690.00。',
    );
    expect(names(check({ termMonths: 13, monthlyCompensation: 499_999 }))).toEqual(['nc-floor-long:warning']);
    expect(check({ termMonths: 13, monthlyCompensation: 500_000 })).toEqual([]);
    expect(check({ averageWage12m: null, localMinimumWage: null, monthlyCompensation: 1 })).toEqual([]);
    expect(check({ averageWage12m: 0, monthlyCompensation: 300_000 })).toEqual([]);
  });

  it('warn of a penalty beyond five times the compensation', () => {
    expect(check({ penalty: 30_000_000 })).toEqual([]);
    expect(names(check({ penalty: 30_000_001 }))).toEqual(['nc-penalty:warning']);
  });

  it('follow figures that headquarters pushed or that a region sets', () => {
    const table: LegalRules = {
      ...legalRules,
      version: '2027.1',
      limits: { ...legalRules.limits, compensationPercent: 40 },
      regions: { '33': { nonCompeteMonths: 12 }, '3302': { compensationPercent: 50 } },
    };
    expect(limitsIn(table, '330200')).toMatchObject({ nonCompeteMonths: 12, compensationPercent: 50 });
    expect(limitsIn(table, '330100')).toMatchObject({ nonCompeteMonths: 12, compensationPercent: 40 });
    expect(limitsIn(table)).toEqual(table.limits);
    expect(names(check({ monthlyCompensation: 450_000, divisionCode: '330200' }, table))).toEqual(['nc-floor:warning']);
    expect(check({ monthlyCompensation: 450_000, divisionCode: '310000' }, table)).toEqual([]);
    expect(legalRules.limits.compensationPercent).toBe(30);
  });

  it('never grow fewer when a term grows longer or a compensation smaller', () => {
    const errors = (findings: readonly Finding[]): number => findings.length;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 1_000_000 }), (termMonths, monthly) => {
        const base = errors(check({ termMonths, monthlyCompensation: monthly }));
        expect(errors(check({ termMonths: termMonths + 1, monthlyCompensation: monthly }))).toBeGreaterThanOrEqual(
          base,
        );
        if (monthly > 1) {
          expect(errors(check({ termMonths, monthlyCompensation: monthly - 1 }))).toBeGreaterThanOrEqual(base);
        }
      }),
    );
  });

  it('say what an early release may cost', () => {
    expect(checkRelease({ monthlyCompensation: 500_000 })[0]).toMatchObject({
      rule: 'nc-release',
      level: 'info',
      zh: '提前解除后，员工可以请求额外支付 3 个月补偿，共 ¥15,000.00。',
    });
  });
});

describe('the rules of documents and signing', () => {
  it('bar a penalty outside non-compete and training', () => {
    const penalty = (kind: 'nonDisclosure' | 'nonCompete' | 'training'): string[] =>
      names(checkDocument({ kind, method: 'certificate', penalty: 100 }));
    expect(penalty('nonDisclosure')).toEqual(['penalty-where:error']);
    expect(penalty('nonCompete')).toEqual([]);
    expect(penalty('training')).toEqual([]);
    expect(checkDocument({ kind: 'nonDisclosure', method: 'certificate', penalty: 0 })).toEqual([]);
  });

  it('bar certificates on a labour contract and on the agreement about signing itself', () => {
    expect(names(checkDocument({ kind: 'labourContract', method: 'certificate', penalty: null }))).toEqual([
      'contract-kind:error',
    ]);
    expect(checkDocument({ kind: 'labourContract', method: 'wetInk', penalty: null })).toEqual([]);
    expect(names(checkDocument({ kind: 'electronicSigning', method: 'certificate', penalty: null }))).toEqual([
      'sign-first:error',
    ]);
  });

  it('bar a signature without prior agreement, without own PIN, without acknowledged clauses', () => {
    const facts = {
      method: 'certificate',
      electronicSigningOnFile: true,
      unlockedBySigner: true,
      unacknowledgedClauses: [],
    } as const;
    expect(checkSigning(facts)).toEqual([]);
    expect(names(checkSigning({ ...facts, electronicSigningOnFile: false }))).toEqual(['sign-first:error']);
    expect(names(checkSigning({ ...facts, unlockedBySigner: false }))).toEqual(['sign-control:error']);
    expect(checkSigning({ ...facts, unacknowledgedClauses: ['违约金', '不招揽客户'] })[0]?.zh).toBe(
      '2 条重点条款没有确认：违约金、不招揽客户。',
    );
    expect(
      checkSigning({ ...facts, method: 'wetInk', electronicSigningOnFile: false, unlockedBySigner: false }),
    ).toEqual([]);
  });

  it('warn of a client list without measures or without non-solicitation', () => {
    const measures = { nonDisclosure: true, marking: true, accessLimits: true, training: true };
    expect(names(checkSecrecy({ clientCount: 3, nonSolicitAcknowledged: true, measures }))).toEqual([
      'secret-client:info',
    ]);
    expect(checkSecrecy({ clientCount: 0, nonSolicitAcknowledged: false, measures })).toEqual([]);
    const open = checkSecrecy({
      clientCount: 3,
      nonSolicitAcknowledged: false,
      measures: { ...measures, marking: false, training: false },
    });
    expect(names(open)).toEqual(['secret-measures:warning', 'non-solicit:warning', 'secret-client:info']);
    expect(open[0]?.zh).toBe('客户名单缺少保密措施的记录：密级标注、保密培训。');
  });

  it('become refusals that name their source', () => {
    const [refusal, ...rest] = legalBars([
      ...check({ termMonths: 30, monthlyCompensation: 100 }),
      finding(legalRules, 'retention'),
    ]);
    expect(rest).toEqual([]);
    expect(refusal).toEqual({
      kind: 'barred',
      code: 'legal.nc-term',
      field: 'termMonths',
      zh: '竞业限制期 30 个月，超过上限 24 个月（劳动合同法 24）。',
      en: 'The term of 30 months exceeds the limit of 24 (Labour Contract Law 24).',
      next: { zh: '请缩短期限。', en: 'Shorten the term.' },
    });
  });
});

describe('the dates of a separation', () => {
  const notice = { kind: 'resignation', noticeDate: '2026-11-23', requestedEnd: null, probationEnd: null } as const;

  it('count 30 days from the notice, 3 in probation', () => {
    expect(statutoryDates(notice)).toEqual({
      statutoryEnd: '2026-12-23',
      end: '2026-12-23',
      certificateDue: '2026-12-23',
      transferDue: '2027-01-07',
    });
    expect(statutoryDates({ ...notice, probationEnd: '2026-11-23' }).end).toBe('2026-11-26');
    expect(statutoryDates({ ...notice, probationEnd: '2026-11-22' }).end).toBe('2026-12-23');
  });

  it('follow what was agreed or decided', () => {
    expect(statutoryDates({ ...notice, requestedEnd: '2026-11-30' })).toMatchObject({
      statutoryEnd: '2026-12-23',
      end: '2026-11-30',
      certificateDue: '2026-11-30',
    });
    expect(statutoryDates({ ...notice, kind: 'dismissal' })).toMatchObject({ statutoryEnd: null, end: '2026-11-23' });
  });

  it('are put in place of one another by nobody: each lateness is an alarm of its own', () => {
    const facts = {
      today: '2026-12-24',
      end: '2026-12-23',
      certificateIssuedOn: null,
      transferredOn: null,
      severance: null,
      handoverSettled: false,
    } as const;
    expect(checkSeparation({ ...facts, today: '2026-12-23' })).toEqual([]);
    expect(checkSeparation(facts)[0]).toMatchObject({
      rule: 'leave-certificate',
      level: 'alarm',
      zh: '劳动关系已于 2026-12-23 结束，离职证明逾期 1 天未出具。',
    });
    expect(names(checkSeparation({ ...facts, today: '2027-01-07', certificateIssuedOn: '2026-12-23' }))).toEqual([]);
    expect(names(checkSeparation({ ...facts, today: '2027-01-08', certificateIssuedOn: '2026-12-23' }))).toEqual([
      'leave-transfer:alarm',
    ]);
    expect(
      checkSeparation({
        ...facts,
        today: '2027-03-01',
        certificateIssuedOn: '2026-12-25',
        transferredOn: '2027-01-07',
      })[0]?.zh,
    ).toBe('离职证明晚了 2 天出具（应为 2026-12-23）。');
  });

  it('name the lawful lever while the handover is open', () => {
    const facts = {
      today: '2026-12-01',
      end: '2026-12-23',
      certificateIssuedOn: null,
      transferredOn: null,
      severance: 1_000_000,
      handoverSettled: false,
    } as const;
    expect(names(checkSeparation(facts))).toEqual(['severance-lever:info']);
    expect(checkSeparation({ ...facts, handoverSettled: true })).toEqual([]);
  });

  it('keep documents for the longer of both periods, and personal data no longer', () => {
    expect(keepUntil({ obligationEnd: null, employmentEnd: '2026-12-23' })).toBe('2028-12-23');
    expect(keepUntil({ obligationEnd: '2028-12-22', employmentEnd: '2026-12-23' })).toBe('2030-06-22');
    const facts = { obligationEnd: null, employmentEnd: '2026-12-23', personalDataHeld: true } as const;
    expect(names(checkRetention({ ...facts, today: '2028-12-23' }))).toEqual(['retention:info']);
    expect(names(checkRetention({ ...facts, today: '2028-12-24' }))).toEqual(['id-minimum:warning']);
    expect(checkRetention({ ...facts, today: '2028-12-24', personalDataHeld: false })).toEqual([]);
  });

  it('bar coordinates without consent', () => {
    expect(names(checkVisitLocation({ hasCoordinates: true, consentGiven: false }))).toEqual([
      'location-consent:error',
    ]);
    expect(checkVisitLocation({ hasCoordinates: false, consentGiven: false })).toEqual([]);
    expect(checkVisitLocation({ hasCoordinates: true, consentGiven: true })).toEqual([]);
  });

  it('keep their order whatever the notice', () => {
    fc.assert(
      fc.property(fc.nat(40_000), fc.option(fc.nat(400)), (day, later) => {
        const noticeDate = addDays('1990-01-01', day);
        const dates = statutoryDates({
          kind: 'resignation',
          noticeDate,
          requestedEnd: later === null ? null : addDays(noticeDate, later),
          probationEnd: null,
        });
        expect(dates.end >= noticeDate).toBe(true);
        expect(dates.certificateDue).toBe(dates.end);
        expect(dates.transferDue).toBe(addDays(dates.end, 15));
      }),
    );
  });
});

describe('the table of rules', () => {
  it('has both languages, a source and a next step for every rule', () => {
    for (const rule of Object.values(legalRules.rules)) {
      for (const words of [rule, rule.source, rule.next]) {
        expect(words.zh).toMatch(/\p{Script=Han}/u);
        expect(words.en).not.toMatch(/\p{Script=Han}/u);
        expect(words.en.length).toBeGreaterThan(3);
      }
      expect(rule.zh).not.toMatch(/[!！]/);
    }
  });
});
