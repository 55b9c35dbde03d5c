import type { ScopedReads } from '../registry/unitOfWork.ts';

/** For so long whoever set the password of another counts as able to act under it: 24 hours. */
export const setterPeriod = 24 * 3_600_000;

interface PasswordSet {
  readonly by: string;
  readonly at: number;
}

/** Who has opened this account or reset its password since then. */
const settersOf = (reads: ScopedReads, accountId: string, since: number): PasswordSet[] =>
  reads.all<PasswordSet>(
    `SELECT createdBy AS "by", createdAt AS at FROM account WHERE id = ? AND createdAt > ?
     UNION ALL
     SELECT actor, at FROM auditEvent
     WHERE subjectKind = 'account' AND subjectId = ? AND action = 'account.resetPassword' AND at > ?`,
    accountId,
    since,
    accountId,
    since,
  );

/** The accounts whose holders may be acting here: its own, and whoever set its password, themselves or through others. */
function handsOn(reads: ScopedReads, accountId: string, since: number): { holders: Set<string>; latest: number } {
  const holders = new Set([accountId]);
  let latest = 0;
  // A set is walked in the order of insertion, what is added on the way included.
  for (const each of holders) {
    for (const { by, at } of settersOf(reads, each, since)) {
      // The application and headquarters sit at no keyboard.
      if (reads.get('account', by) === undefined) continue;
      holders.add(by);
      latest = Math.max(latest, at);
    }
  }
  return { holders, latest };
}

/**
 * Until when two accounts may be in one person's hands: one of them has opened the other or reset its password within the
 * period, or a third has done so for both. Undefined where they are independent. That the holder has changed the
 * password since says nothing: whoever set it can be the one who changed it.
 */
export function dependentUntil(reads: ScopedReads, one: string, other: string, now: number): number | undefined {
  const since = now - setterPeriod;
  const first = handsOn(reads, one, since);
  const second = handsOn(reads, other, since);
  if (![...first.holders].some((id) => second.holders.has(id))) return undefined;
  return Math.max(first.latest, second.latest) + setterPeriod;
}
