import type * as z from 'zod';
import type { alarmDetail } from '../../../shared/contract/workbench.ts';
import type { BusinessDate } from '../../../shared/domain/businessDate.ts';
import type { Words } from '../../../shared/domain/refusal.ts';
import type { TableName, tables } from '../../../shared/schema/index.ts';
import type { NewRowOf } from '../../../shared/schema/table.ts';
import type { Sqlite3 } from '../../registry/openDatabase.ts';

/** What a rule has found: the sentence first, then the figures behind it. */
export type Finding = Omit<NewRowOf<(typeof tables)['alarm']>, 'raisedAt' | 'state' | 'id'>;

type Detail = z.infer<typeof alarmDetail>;
/** What lies behind an alarm, beside the alarm itself and who may judge it. */
export type Evidence = Pick<Detail, 'facts' | 'course' | 'columns' | 'rows' | 'source' | 'about'>;
export type Row = Evidence['rows'][number];
export type Fact = Evidence['facts'][number];

/** What of an alarm its rule needs to explain it. */
export interface Matter {
  readonly subjectId: string;
  readonly employeeId: string | null;
  /** Of the person concerned; empty where nobody is. */
  readonly name: string;
  readonly amount: number;
  /** As its rule wrote them. */
  readonly figures: unknown;
}

/** One rule: what it finds in the registry, and how it says and proves it. */
export interface AlarmRule {
  readonly id: string;
  /**
   * What has happened when the rule no longer finds a matter: its alarm is then over by itself. Without it an alarm stays
   * until a person judges it, whatever the figures do.
   */
  readonly remedied?: string;
  /** Tables whose rows change what it finds, beside the passing of days; it is applied again soon after one was written. */
  readonly follows: readonly TableName[];
  find(db: Sqlite3, today: BusinessDate): Finding[];
  /** The alarm in one sentence. @throws ZodError when the figures are not this rule's. */
  sentence(matter: Matter): Words;
  /** What the registry says about it today. */
  evidence(db: Sqlite3, matter: Matter, today: BusinessDate): Evidence;
}

export const words = (zh: string, en: string): Words => ({ zh, en });

/** As many rows as somebody reads before deciding; the page of the matter has them all. */
export const mostRows = 40;
