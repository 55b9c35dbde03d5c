import type * as z from 'zod';
import type { alarmRow } from '../../shared/contract/workbench.ts';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import type { Database } from '../../shared/schema/index.ts';
import { type Caller, systemActor } from '../access/service.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import { type Finding, leaversClients, missingCertificates, overdueHandovers, unpaidCompensation } from './rules.ts';

type Alarm = Database['alarm'];
export type AlarmView = z.infer<typeof alarmRow>;

/** Alarms: raised by rules over the registry, one open alarm for one matter, disposed of by a person with a reason. */
export class AlarmService {
  readonly #context: FeatureContext;

  constructor(context: FeatureContext) {
    this.#context = context;
  }

  /** Job: applies every rule. A matter that has an alarm keeps it, with today's figures. @returns how many are new. */
  evaluate(): number {
    const { reader, write } = this.#context.registry;
    const today = fromInstant(this.#context.clock.now());
    const findings = [overdueHandovers, leaversClients, unpaidCompensation, missingCertificates].flatMap((rule) =>
      rule(reader, today),
    );
    const known = reader.prepare('SELECT * FROM alarm WHERE rule = ? AND subjectId = ? ORDER BY raisedAt DESC LIMIT 1');
    const changes = findings.flatMap((finding): { finding: Finding; alarm: Alarm | undefined }[] => {
      const alarm = known.get(finding.rule, finding.subjectId) as Alarm | undefined;
      // What a person has judged stays judged until the figures are other ones.
      const same = alarm && alarm.figures === finding.figures;
      const judged = alarm && alarm.state !== 'open' && alarm.score >= finding.score;
      return same || judged ? [] : [{ finding, alarm: alarm?.state === 'open' ? alarm : undefined }];
    });
    if (changes.length === 0) return 0;
    write.domain(
      systemActor,
      { action: 'alarm.raise', subject: { kind: 'branch', id: this.#context.branch.id } },
      (tx) => {
        for (const { finding, alarm } of changes) {
          if (alarm) tx.update('alarm', alarm.id, finding);
          else tx.insert('alarm', { ...finding, raisedAt: tx.now, state: 'open' });
          if (finding.rule === 'handoverOverdue' && finding.employeeId) this.#freeze(tx, finding.employeeId);
        }
      },
    );
    return changes.filter(({ alarm }) => alarm === undefined).length;
  }

  /** Most money at stake first. */
  list(state: Alarm['state'] | 'all'): AlarmView[] {
    const rows = this.#context.registry.reader
      .prepare(
        "SELECT * FROM alarm WHERE :state = 'all' OR state = :state ORDER BY state <> 'open', amount DESC, score DESC, id LIMIT 500",
      )
      .all({ state }) as Alarm[];
    return rows.map((row) => this.#view(row));
  }

  dispose(
    caller: Caller,
    input: { alarmId: string; version: number; state: 'confirmed' | 'dismissed'; note: string },
  ): AlarmView {
    const alarm = this.#context.registry.write.domain(
      caller.actor,
      { action: `alarm.${input.state}`, subject: { kind: 'alarm', id: input.alarmId }, why: input.note },
      (tx) => {
        const present = tx.get('alarm', input.alarmId);
        if (present === undefined) throw new RefusalError(noSuchAlarm);
        if (present.employeeId !== null && present.employeeId === caller.account.employeeId)
          throw new RefusalError(ownAlarm);
        return tx.update(
          'alarm',
          input.alarmId,
          { state: input.state, dispositionBy: caller.account.id, dispositionAt: tx.now, dispositionNote: input.note },
          input.version,
        );
      },
    );
    return this.#view(alarm);
  }

  /** Policy: an overdue handover freezes the leaver's account. */
  #freeze(tx: Parameters<FeatureContext['services']['access']['setStateIn']>[0], employeeId: string): void {
    const accounts = tx.all<{ id: string }>(
      "SELECT id FROM account WHERE employeeId = ? AND state = 'restricted'",
      employeeId,
    );
    for (const { id } of accounts) {
      this.#context.services.access.setStateIn(tx, { accountId: id, to: 'frozen', reason: '离职交接逾期' });
    }
  }

  #view(row: Alarm): AlarmView {
    const { reader } = this.#context.registry;
    const name = row.employeeId
      ? reader.prepare('SELECT name FROM employee WHERE id = ?').pluck().get(row.employeeId)
      : undefined;
    const by = row.dispositionBy
      ? reader.prepare('SELECT displayName FROM account WHERE id = ?').pluck().get(row.dispositionBy)
      : undefined;
    return {
      id: row.id,
      version: row.version,
      rule: row.rule,
      sentence: row.sentence,
      score: row.score,
      amount: row.amount,
      subjectTable: row.subjectTable,
      subjectId: row.subjectId,
      employee: row.employeeId ? { id: row.employeeId, name: typeof name === 'string' ? name : '' } : null,
      figures: JSON.parse(row.figures),
      raisedAt: row.raisedAt,
      state: row.state,
      dispositionBy: typeof by === 'string' ? by : row.dispositionBy,
      dispositionNote: row.dispositionNote,
    };
  }
}

const noSuchAlarm: Refusal = {
  kind: 'notFound',
  code: 'alarm.notFound',
  zh: '没有找到这条预警。',
  en: 'There is no such alarm.',
  next: { zh: '请刷新预警列表。', en: 'Reload the list of alarms.' },
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
    { name: 'evaluateAlarms', every: 3_600_000, atStart: true, run: () => void context.services.alarms.evaluate() },
  ],
} satisfies Feature<{ alarms: AlarmService }>;
