import type * as z from 'zod';
import type { alarmDetail, alarmRow } from '../../shared/contract/workbench.ts';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import { type Refusal, RefusalError, type Words } from '../../shared/domain/refusal.ts';
import type { Database } from '../../shared/schema/index.ts';
import { type Caller, systemActor } from '../access/service.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import { alarmRules } from './rules/index.ts';
import type { AlarmRule, Evidence, Finding, Matter } from './rules/rule.ts';

type Alarm = Database['alarm'];
export type AlarmView = z.infer<typeof alarmRow>;
/** An alarm with the names that stand beside it. */
type NamedAlarm = Alarm & { readonly employeeName: string | null; readonly byName: string | null };

const named = `SELECT a.*, e.name AS employeeName, d.displayName AS byName FROM alarm a
  LEFT JOIN employee e ON e.id = a.employeeId LEFT JOIN account d ON d.id = a.dispositionBy`;

/** Points of the score by which a judged matter must grow to be put before somebody again. */
const clearlyWorse = 10;

/** Alarms: raised by rules over the registry, one open alarm for one matter, disposed of by a person with a reason. */
export class AlarmService {
  readonly #context: FeatureContext;

  /** Rules whose tables were written since they were applied. */
  readonly #stale = new Set<AlarmRule>();

  constructor(context: FeatureContext) {
    this.#context = context;
    context.registry.write.onCommitted((touched) => {
      for (const rule of alarmRules) if (rule.follows.some((table) => touched.has(table))) this.#stale.add(rule);
    });
  }

  /** Job: applies again the rules whose tables were written, so that what was put right does not alarm for long. */
  followUp(): number {
    const stale = [...this.#stale];
    this.#stale.clear();
    return stale.length === 0 ? 0 : this.evaluate(stale);
  }

  /**
   * Job: applies rules, all of them by default. A matter that has an alarm keeps it, with today's figures; one that was remedied is over.
   * @returns how many are new.
   */
  evaluate(rules: readonly AlarmRule[] = alarmRules): number {
    const { reader, write } = this.#context.registry;
    const today = fromInstant(this.#context.clock.now());
    const findings = rules.flatMap((rule) => rule.find(reader, today));
    const known = reader.prepare('SELECT * FROM alarm WHERE rule = ? AND subjectId = ? ORDER BY raisedAt DESC LIMIT 1');
    const changes = findings.flatMap((finding): { finding: Finding; alarm: Alarm | undefined }[] => {
      const alarm = known.get(finding.rule, finding.subjectId) as Alarm | undefined;
      // What a person has judged stays judged until it has become clearly worse; a day more is not worse.
      const same = alarm && alarm.figures === finding.figures && alarm.dispositionBy !== systemActor.id;
      const byPerson = alarm && alarm.state !== 'open' && alarm.dispositionBy !== systemActor.id;
      const judged = byPerson && finding.score < alarm.score + clearlyWorse;
      return same || judged ? [] : [{ finding, alarm: alarm?.state === 'open' ? alarm : undefined }];
    });
    const remedied = this.#remedied(rules, findings);
    if (changes.length + remedied.length === 0) return 0;
    write.domain(
      systemActor,
      { action: 'alarm.raise', subject: { kind: 'branch', id: this.#context.branch.id } },
      (tx) => {
        for (const { finding, alarm } of changes) {
          if (alarm) tx.update('alarm', alarm.id, finding);
          else tx.insert('alarm', { ...finding, raisedAt: tx.now, state: 'open' });
          if (finding.rule === 'handoverOverdue' && finding.employeeId) this.#freeze(tx, finding.employeeId);
        }
        for (const { id, note } of remedied) {
          const disposition = { dispositionBy: systemActor.id, dispositionAt: tx.now, dispositionNote: note };
          tx.update('alarm', id, { state: 'confirmed', ...disposition });
        }
      },
    );
    return changes.filter(({ alarm }) => alarm === undefined).length;
  }

  /** Open alarms about something that has been put right since, each with what has happened. */
  #remedied(rules: readonly AlarmRule[], findings: readonly Finding[]): { id: string; note: string }[] {
    const found = new Set(findings.map(({ rule, subjectId }) => `${rule} ${subjectId}`));
    const notes = new Map(rules.map(({ id, remedied }) => [id, remedied]));
    const open = this.#context.registry.reader
      .prepare("SELECT id, rule, subjectId FROM alarm WHERE state = 'open'")
      .all() as Pick<Alarm, 'id' | 'rule' | 'subjectId'>[];
    return open.flatMap(({ id, rule, subjectId }) => {
      const note = notes.get(rule);
      return note === undefined || found.has(`${rule} ${subjectId}`) ? [] : [{ id, note }];
    });
  }

  /** Most money at stake first. */
  list(state: Alarm['state'] | 'all', limit = 500): AlarmView[] {
    const rows = this.#context.registry.reader
      .prepare(
        `${named} WHERE :state = 'all' OR a.state = :state
         ORDER BY a.state <> 'open', a.amount DESC, a.score DESC, a.id LIMIT :limit`,
      )
      .all({ state, limit }) as NamedAlarm[];
    return rows.map(viewOf);
  }

  /** One alarm with what lies behind it, and why this person may not judge it. */
  async detail(caller: Caller, alarmId: string): Promise<z.infer<typeof alarmDetail>> {
    const { registry, clock } = this.#context;
    const row = this.#named(alarmId);
    if (row === undefined) throw new RefusalError(noSuchAlarm);
    await registry.write.seen(caller.actor, { action: 'alarm.view', subject: { kind: 'alarm', id: alarmId } });
    const rule = alarmRules.find((each) => each.id === row.rule);
    const evidence: Evidence = rule?.evidence(registry.reader, matterOf(row), fromInstant(clock.now())) ?? {
      facts: [],
      course: null,
      columns: null,
      rows: [],
      source: null,
      about: [{ table: row.subjectTable, id: row.subjectId, label: row.employeeName ?? '' }],
    };
    return { alarm: viewOf(row), ...evidence, barredBy: barsOf(row, caller) };
  }

  dispose(
    caller: Caller,
    input: { alarmId: string; version: number; state: 'confirmed' | 'dismissed'; note: string },
  ): AlarmView {
    this.#context.registry.write.domain(
      caller.actor,
      { action: `alarm.${input.state}`, subject: { kind: 'alarm', id: input.alarmId }, why: input.note },
      (tx) => {
        const present = tx.get('alarm', input.alarmId);
        if (present === undefined) throw new RefusalError(noSuchAlarm);
        const bars = barsOf(present, caller);
        if (bars.length > 0) throw new RefusalError(...bars);
        tx.update(
          'alarm',
          input.alarmId,
          { state: input.state, dispositionBy: caller.account.id, dispositionAt: tx.now, dispositionNote: input.note },
          input.version,
        );
      },
    );
    const row = this.#named(input.alarmId);
    if (row === undefined) throw new RefusalError(noSuchAlarm);
    return viewOf(row);
  }

  /** Policy: an overdue handover freezes the leaver's account, but not while two people have unfrozen it for a time. */
  #freeze(tx: Parameters<FeatureContext['services']['access']['setStateIn']>[0], employeeId: string): void {
    const accounts = tx.all<{ id: string }>(
      "SELECT id FROM account WHERE employeeId = ? AND state = 'restricted' AND stateUntil IS NULL",
      employeeId,
    );
    for (const { id } of accounts) {
      this.#context.services.access.setStateIn(tx, { accountId: id, to: 'frozen', reason: '离职交接逾期' });
    }
  }

  #named(id: string): NamedAlarm | undefined {
    return this.#context.registry.reader.prepare(`${named} WHERE a.id = ?`).get(id) as NamedAlarm | undefined;
  }
}

const matterOf = (row: NamedAlarm): Matter => ({
  subjectId: row.subjectId,
  employeeId: row.employeeId,
  name: row.employeeName ?? '',
  amount: row.amount,
  figures: JSON.parse(row.figures),
});

/** In both languages where its rule is known; what came from elsewhere as it was written. */
export function sentenceOf(row: NamedAlarm): Words {
  const rule = alarmRules.find((each) => each.id === row.rule);
  try {
    if (rule) return { zh: row.sentence, en: rule.sentence(matterOf(row)).en };
  } catch {
    // Figures of an earlier version of the rule: the sentence stands as it was written.
  }
  return { zh: row.sentence, en: row.sentence };
}

const viewOf = (row: NamedAlarm): AlarmView => ({
  id: row.id,
  version: row.version,
  rule: row.rule,
  sentence: sentenceOf(row),
  score: row.score,
  amount: row.amount,
  subjectTable: row.subjectTable,
  subjectId: row.subjectId,
  employee: row.employeeId ? { id: row.employeeId, name: row.employeeName ?? '' } : null,
  raisedAt: row.raisedAt,
  state: row.state,
  dispositionBy: row.byName ?? (row.dispositionBy === systemActor.id ? systemActor.name : row.dispositionBy),
  dispositionAt: row.dispositionAt,
  dispositionNote: row.dispositionNote,
});

/** Nobody judges what concerns themselves, and what is judged stays judged. */
const barsOf = (alarm: Pick<Alarm, 'employeeId' | 'state'>, caller: Caller): Refusal[] => [
  ...(alarm.employeeId !== null && alarm.employeeId === caller.account.employeeId ? [ownAlarm] : []),
  ...(alarm.state === 'open' ? [] : [disposedAlready]),
];

const noSuchAlarm: Refusal = {
  kind: 'notFound',
  code: 'alarm.notFound',
  zh: '没有找到这条预警。',
  en: 'There is no such alarm.',
  next: { zh: '请刷新预警列表。', en: 'Reload the list of alarms.' },
};

const disposedAlready: Refusal = {
  kind: 'barred',
  code: 'alarm.disposed',
  zh: '这条预警已经处置过。',
  en: 'This alarm has been disposed of already.',
  next: {
    zh: '情况变化时会再次提醒，不需要改动原来的处置。',
    en: 'It comes back when the figures change; the disposition stays as it is.',
  },
};

const ownAlarm: Refusal = {
  kind: 'forbidden',
  code: 'alarm.own',
  zh: '这条预警与您本人有关，不能由您处置。',
  en: 'This alarm concerns you; you cannot dispose of it.',
  next: { zh: '请由另一位有权限的同事处置。', en: 'Have another authorised colleague do it.' },
};

export const alarmFeature = {
  name: 'alarms',
  create: (context: FeatureContext) => ({ alarms: new AlarmService(context) }),
  jobs: (context: FeatureContext) => [
    { name: 'followUpAlarms', every: 5000, run: () => void context.services.alarms.followUp() },
    { name: 'evaluateAlarms', every: 3_600_000, atStart: true, run: () => void context.services.alarms.evaluate() },
  ],
} satisfies Feature<{ alarms: AlarmService }>;
