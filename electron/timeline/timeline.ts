import type * as z from 'zod';
import type { AuditRecord, ColumnValue } from '../../shared/changeset/operation.ts';
import type { timelineEntry } from '../../shared/contract/base.ts';
import { maskIdNumber, maskPhone } from '../../shared/domain/names/masking.ts';
import { commonColumns } from '../../shared/schema/table.ts';
import type { Registry } from '../registry/registry.ts';

export type TimelineEntry = z.infer<typeof timelineEntry>;

/** An object and what belongs to it: a person with their agreements and account, a case with its items. */
export interface TimelineSubject {
  readonly kind: string;
  readonly id: string;
  /** Also events about something else that changed its rows: a handover that moved it, an import that brought it. */
  readonly touched?: true;
  /** Also events about something else that changed this one row of the subject's: an alarm that froze an account. */
  readonly row?: string;
}

/** Personal data, shown so that it can be recognised and not read. */
const masks: Readonly<Record<string, (text: string) => string>> = {
  'employee.idNumber': maskIdNumber,
  'employee.phone': maskPhone,
  'employee.bankAccount': maskIdNumber,
  'contact.phone': maskPhone,
};
/** What tells a reader of a timeline nothing: ids, hashes, search keys, stored JSON. */
const withheld =
  /(?:Id|Hash|hash|Fingerprint|fingerprint)$|^(?:pinyin|initials|normalizedName|nameVariants|fieldValues|readingRecord|body|snapshot|evidence|chain|address|birthday|monthlyWage)$/;
const longest = 200;
/** Rows of one event that are opened: a settlement has thousands. */
const mostRows = 40;

/**
 * Everything that happened to an object, newest first: who did what, when, why, and which values it left, masked.
 * @param limit of entries, newest first.
 */
export function timelineOf(
  registry: Registry,
  subjects: readonly TimelineSubject[],
  { limit = 200 }: { readonly limit?: number } = {},
): TimelineEntry[] {
  const records = new Map<number, AuditRecord>();
  /** Of an event about something else only what it says of the subject. */
  const only = new Map<number, string>();
  for (const { kind, id, touched, row } of subjects) {
    const subject = `${kind}:${id}`;
    for (const record of touched || row !== undefined ? registry.audit.touching(subject, limit, row) : []) {
      records.set(record.sequence, record);
      only.set(record.sequence, subject);
    }
  }
  for (const { kind, id, row } of subjects) {
    if (row !== undefined) continue;
    for (const record of registry.audit.about(kind, id, limit)) {
      records.set(record.sequence, record);
      only.delete(record.sequence);
    }
  }
  const names = namesOf(registry);
  return [...records.values()]
    .sort((a, b) => b.sequence - a.sequence)
    .slice(0, limit)
    .map((record) => {
      const subject = only.get(record.sequence);
      const opened = registry.audit.opened(record.sequence, subject, mostRows);
      // Of an event about something else the reason is about that, too: it stays sealed.
      const why =
        subject === undefined
          ? registry.audit.whyOf(record.sequence)
          : opened.find((detail) => typeof detail.values.why === 'string')?.values.why;
      return {
        sequence: record.sequence,
        at: record.at,
        actor: names(record.actor),
        action: record.action,
        why: typeof why === 'string' ? why : null,
        changes: opened
          .filter((detail) => detail.table !== '' && detail.table !== 'subjectKey')
          .flatMap((detail) =>
            Object.entries(detail.values)
              .filter(([column]) => !(column in commonColumns) && !withheld.test(column))
              .flatMap(([column, value]) => shown(detail.table, column, value)),
          ),
      };
    });
}

function shown(table: string, column: string, value: ColumnValue): TimelineEntry['changes'] {
  if (value === null || value instanceof Uint8Array) return [];
  const text = String(value);
  const masked = masks[`${table}.${column}`]?.(text) ?? text;
  return [{ table, column, value: masked.length > longest ? `${masked.slice(0, longest)}…` : masked }];
}

/** Names of accounts; the application and headquarters by their own. */
function namesOf(registry: Registry): (actor: string) => string {
  const find = registry.reader.prepare('SELECT displayName FROM account WHERE id = ?').pluck();
  const known = new Map<string, string>([
    ['system', '系统'],
    ['hq', '总部'],
  ]);
  return (actor) => {
    let name = known.get(actor);
    if (name === undefined) {
      name = (find.get(actor) as string | undefined) ?? actor;
      known.set(actor, name);
    }
    return name;
  };
}
