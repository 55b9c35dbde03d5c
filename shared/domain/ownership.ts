import { type BusinessDate, isBusinessDate } from './businessDate.ts';
import { done, type Refusal, type Result, refused, type Words } from './refusal.ts';

/** 主 answers for the client, 协 helps. */
export type OwnershipRole = 'owner' | 'helper';

export const ownershipRoleWords: Readonly<Record<OwnershipRole, Words>> = {
  owner: { zh: '主', en: 'owner' },
  helper: { zh: '协', en: 'helper' },
};

/**
 * Who handled a client, from when to when, in which share, by whose decision. A span holds from `fromDate` up to but not
 * including `toDate`, so that a transfer on a day closes one span and opens the next on that same day without a gap.
 */
export interface Ownership {
  readonly id: string;
  readonly clientId: string;
  readonly employeeId: string;
  readonly role: OwnershipRole;
  /** Per cent, a whole number from 1 to 100; the shares of one client on one day sum to 100 at most. */
  readonly share: number;
  /** Business dates as the registry holds them. */
  readonly fromDate: string;
  /** First day on which it no longer holds; null while it holds. */
  readonly toDate: string | null;
  readonly reason: string;
  readonly caseId: string | null;
  readonly decidedBy: string;
  readonly endReason: string | null;
  /** Counts the changes of the client's ownership, from 1. */
  readonly epoch: number;
}

/** Who decided a change, when it takes effect and why. */
export interface OwnershipDecision {
  readonly clientId: string;
  readonly on: BusinessDate;
  readonly reason: string;
  readonly caseId: string | null;
  readonly decidedBy: string;
}

/** What a change writes: ends of spans that were open, and new spans. Nothing else of the history is touched. */
export interface OwnershipChange {
  readonly ended: readonly { readonly id: string; readonly toDate: BusinessDate; readonly endReason: string }[];
  readonly opened: readonly Omit<Ownership, 'id'>[];
}

export interface Holding {
  readonly employeeId: string;
  readonly role: OwnershipRole;
  readonly share: number;
}

const holdsOn = (span: Ownership, day: string): boolean =>
  span.fromDate <= day && (span.toDate === null || day < span.toDate);

/** Who holds a client on a day, the owner first, then by share. */
export function holdersOn(ownerships: readonly Ownership[], clientId: string, day: BusinessDate): readonly Ownership[] {
  return ownerships
    .filter((span) => span.clientId === clientId && holdsOn(span, day))
    .sort((a, b) => (a.role === b.role ? b.share - a.share : a.role === 'owner' ? -1 : 1));
}

/** The 主 of a client on a day; undefined before the first. */
export function ownerOn(ownerships: readonly Ownership[], clientId: string, day: BusinessDate): Ownership | undefined {
  return ownerships.find((span) => span.clientId === clientId && span.role === 'owner' && holdsOn(span, day));
}

/**
 * Moves what one person holds of a client to another: closes only the leaver's share and opens the receiver's on the same
 * day, in the same role. A receiver who already helps gets both shares in one span. Others who share the client stay.
 */
export function transfer(
  ownerships: readonly Ownership[],
  request: OwnershipDecision & { readonly from: string; readonly to: string },
): Result<OwnershipChange> {
  const { clientId, from, to } = request;
  const open = ownerships.filter((span) => span.clientId === clientId && span.toDate === null);
  const leaving = open.find((span) => span.employeeId === from);
  if (!leaving) {
    return refused({
      kind: 'barred',
      code: 'ownership.notHeld',
      zh: '离开的人现在不负责这家客户。',
      en: 'The person leaving does not hold this client now.',
      next: { zh: '请刷新客户的归属记录。', en: "Look at the client's ownership again." },
    });
  }
  if (from === to) {
    return refused({
      kind: 'invalid',
      code: 'ownership.sameEmployee',
      field: 'receiverId',
      zh: '接收人和移交人是同一个人。',
      en: 'Giver and receiver are the same person.',
      next: { zh: '请选择另一位接收人。', en: 'Choose another receiver.' },
    });
  }
  const receiving = open.find((span) => span.employeeId === to);
  const wasOwner = leaving.role === 'owner' || receiving?.role === 'owner';
  const target = open
    .filter((span) => span !== leaving && span !== receiving)
    .map(({ employeeId, role, share }): Holding => ({ employeeId, role, share }));
  target.push({ employeeId: to, role: wasOwner ? 'owner' : 'helper', share: leaving.share + (receiving?.share ?? 0) });
  return redistribute(ownerships, { ...request, holdings: target });
}

/**
 * Sets who holds a client from a day on: the first assignment, another split of shares, another owner. Whoever keeps role
 * and share keeps the span; everybody else's ends and, if they are still named, begins anew.
 */
export function redistribute(
  ownerships: readonly Ownership[],
  request: OwnershipDecision & { readonly holdings: readonly Holding[] },
): Result<OwnershipChange> {
  const { clientId, on, reason, caseId, decidedBy, holdings } = request;
  const history = ownerships.filter((span) => span.clientId === clientId);
  const refusals = [...dateBars(history, on), ...holdingBars(holdings)];
  if (reason.trim() === '') {
    refusals.push({
      kind: 'invalid',
      code: 'ownership.reason',
      field: 'reason',
      zh: '没有写明变更原因。',
      en: 'The reason of the change is missing.',
      next: { zh: '请填写原因。', en: 'Enter the reason.' },
    });
  }
  if (refusals.length > 0) return refused(...refusals);

  const open = history.filter((span) => span.toDate === null);
  const keeps = (span: Ownership): boolean =>
    holdings.some(
      (each) => each.employeeId === span.employeeId && each.role === span.role && each.share === span.share,
    );
  const kept = new Set(open.filter(keeps).map((span) => span.employeeId));
  const epoch = history.reduce((highest, span) => Math.max(highest, span.epoch), 0) + 1;
  return done({
    ended: open.filter((span) => !keeps(span)).map(({ id }) => ({ id, toDate: on, endReason: reason })),
    opened: holdings
      .filter((each) => !kept.has(each.employeeId))
      .map(({ employeeId, role, share }) => ({
        clientId,
        employeeId,
        role,
        share,
        fromDate: on,
        toDate: null,
        reason,
        caseId,
        decidedBy,
        endReason: null,
        epoch,
      })),
  });
}

/** A change may not reach behind the last one: what was decided for a day stays as it was. */
function dateBars(history: readonly Ownership[], on: BusinessDate): Refusal[] {
  if (!isBusinessDate(on)) {
    return [
      {
        kind: 'invalid',
        code: 'ownership.date',
        field: 'on',
        zh: '生效日期不对。',
        en: 'The effective date is not a date.',
        next: { zh: '请选择生效日期。', en: 'Choose the effective date.' },
      },
    ];
  }
  const last = history.reduce((latest, { fromDate, toDate }) => {
    const end = toDate !== null && toDate > fromDate ? toDate : fromDate;
    return end > latest ? end : latest;
  }, '');
  if (on >= last) return [];
  return [
    {
      kind: 'barred',
      code: 'ownership.behindHistory',
      field: 'on',
      zh: `这家客户在 ${last} 已有归属变更，不能再从 ${on} 起改动。`,
      en: `The ownership of this client changed on ${last}; it cannot be changed from ${on} on.`,
      next: { zh: `请选择 ${last} 或以后的日期。`, en: `Choose ${last} or later.` },
    },
  ];
}

function holdingBars(holdings: readonly Holding[]): Refusal[] {
  const invalid = (code: string, words: Words, next: Words): Refusal => ({
    kind: 'invalid',
    code: `ownership.${code}`,
    field: 'holdings',
    ...words,
    next,
  });
  const refusals: Refusal[] = [];
  const owners = holdings.filter((each) => each.role === 'owner').length;
  const total = holdings.reduce((sum, each) => sum + each.share, 0);
  if (owners !== 1) {
    refusals.push(
      invalid(
        'oneOwner',
        {
          zh: owners === 0 ? '客户没有主负责人。' : `客户有 ${owners} 位主负责人。`,
          en: owners === 0 ? 'The client has no owner.' : `The client has ${owners} owners.`,
        },
        { zh: '请指定且只指定一位主负责人。', en: 'Name exactly one owner.' },
      ),
    );
  }
  if (holdings.some((each) => !Number.isInteger(each.share) || each.share < 1 || each.share > 100)) {
    refusals.push(
      invalid(
        'share',
        { zh: '份额应为 1 至 100 的整数。', en: 'A share is a whole number from 1 to 100.' },
        { zh: '请改正份额。', en: 'Correct the share.' },
      ),
    );
  } else if (total > 100) {
    refusals.push(
      invalid(
        'shares',
        { zh: `份额合计 ${total}%，超过 100%。`, en: `The shares add up to ${total} %, more than 100 %.` },
        { zh: '请减少其中的份额。', en: 'Reduce one of them.' },
      ),
    );
  }
  if (new Set(holdings.map((each) => each.employeeId)).size < holdings.length) {
    refusals.push(
      invalid(
        'twice',
        { zh: '同一个人出现了两次。', en: 'The same person appears twice.' },
        { zh: '请合并此人的份额。', en: "Merge this person's shares." },
      ),
    );
  }
  return refusals;
}

/** The ownerships after a change; `makeId` names the new spans. */
export function applyChange(
  ownerships: readonly Ownership[],
  change: OwnershipChange,
  makeId: () => string,
): readonly Ownership[] {
  const ends = new Map(change.ended.map((each) => [each.id, each]));
  return [
    ...ownerships.map((span) => {
      const end = ends.get(span.id);
      return end ? { ...span, toDate: end.toDate, endReason: end.endReason } : span;
    }),
    ...change.opened.map((span) => ({ ...span, id: makeId() })),
  ];
}

/**
 * What is wrong with the ownership history of one client, for imports and for headquarters: spans that end before they
 * start, days on which shares exceed 100 % or a person holds twice, days after the first without exactly one owner.
 */
export function ownershipFaults(ownerships: readonly Ownership[], clientId: string): readonly Words[] {
  const spans = ownerships.filter((span) => span.clientId === clientId);
  const faults: Words[] = spans
    .filter((span) => span.toDate !== null && span.toDate < span.fromDate)
    .map(({ fromDate, toDate }) => ({
      zh: `归属自 ${fromDate} 起，却在 ${toDate} 结束。`,
      en: `An ownership begins on ${fromDate} and ends on ${toDate}.`,
    }));
  // Between two borders nothing changes: each border stands for all days up to the next.
  const borders = [...new Set(spans.flatMap((span) => [span.fromDate, span.toDate ?? span.fromDate]))].sort();
  for (const day of borders) {
    const holding = spans.filter((span) => holdsOn(span, day));
    const total = holding.reduce((sum, span) => sum + span.share, 0);
    const owners = holding.filter((span) => span.role === 'owner').length;
    if (total > 100) {
      faults.push({ zh: `${day} 起份额合计 ${total}%。`, en: `From ${day} the shares add up to ${total} %.` });
    }
    if (owners !== 1) {
      faults.push({ zh: `${day} 起有 ${owners} 位主负责人。`, en: `From ${day} there are ${owners} owners.` });
    }
    if (new Set(holding.map((span) => span.employeeId)).size < holding.length) {
      faults.push({ zh: `${day} 起同一人有两份归属。`, en: `From ${day} one person holds two shares.` });
    }
  }
  return faults;
}
