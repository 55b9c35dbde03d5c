/** A text in both languages of the product. Chinese is the source of truth. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/**
 * What kind of refusal this is, which decides the error code the contract answers with.
 * - `invalid`: the value itself is wrong; `barred`: right value, wrong moment or state;
 * - `conflict`: somebody else changed it first, or it exists already; `locked`: account, key or registry is locked.
 */
export type RefusalKind =
  | 'invalid'
  | 'barred'
  | 'conflict'
  | 'notFound'
  | 'forbidden'
  | 'unauthenticated'
  | 'locked'
  | 'unavailable';

/** Why something is not done: machine-readable code, both languages, the field it concerns, and what to do next. */
export interface Refusal extends Words {
  readonly kind: RefusalKind;
  /** Stable dotted code, for example `employee.idCheckDigit`. */
  readonly code: string;
  /** Path of the input field, for example `idNumber` or `items.3.receiverId`. */
  readonly field?: string;
  /** What the person can do next. */
  readonly next: Words;
  /** Ids of the rows that stand in the way, so that the screen can link to them. */
  readonly about?: readonly { readonly table: string; readonly id: string; readonly label: string }[];
}

/** A refusal with its words in pairs, as most are written. */
export const refusal = (
  kind: RefusalKind,
  code: string,
  said: Words,
  next: Words,
  more: Pick<Refusal, 'field' | 'about'> = {},
): Refusal => ({ kind, code, ...said, next, ...more });

/** Result of pure domain code: it returns why not, it does not throw. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

export const done = <T>(value: T): Result<T> => ({ ok: true, value });
export const refused = (...refusals: Refusal[]): Result<never> => ({ ok: false, refusals });

/** Carries refusals out of a service; the router turns it into a typed error of the contract. */
export class RefusalError extends Error {
  readonly refusals: readonly Refusal[];
  constructor(...refusals: readonly Refusal[]) {
    super(refusals.map((each) => `${each.code}: ${each.zh} / ${each.en}`).join('; '));
    this.name = 'RefusalError';
    this.refusals = refusals;
  }
}

/** The value of a result, or a thrown {@link RefusalError}. For services, at the edge of the domain. */
export function orThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new RefusalError(...result.refusals);
}
