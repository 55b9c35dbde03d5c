import {
  type AnySchema,
  type ContractProcedure,
  type ErrorMap,
  type InferSchemaInput,
  type InferSchemaOutput,
  oc,
} from '@orpc/contract';
import * as z from 'zod';
import type { RefusalKind } from '../domain/refusal.ts';

/** What a procedure needs before it runs. The router's guard reads it; a procedure without it cannot be built. */
export interface ProcedureMeta extends Record<string, unknown> {
  /**
   * - `open`: no session, only a connected window (status, unlock, sign-in, first run);
   * - `signedIn`: any signed-in account that is not frozen or closed, also before it has a password of its own;
   * - `session`: the same once the first password, given by somebody else, has been changed;
   * - otherwise a permission such as `client.view`, looked up in the feature's permission table.
   */
  readonly permission: string;
  /** Asked by screens on their own, at intervals: no sign that somebody is there, so it keeps no session awake. */
  readonly quiet?: boolean;
}

const words = z.object({ zh: z.string(), en: z.string() });

/** A refusal as it travels: see `shared/domain/refusal.ts`. */
export const refusalSchema = z.object({
  kind: z.enum(['invalid', 'barred', 'conflict', 'notFound', 'forbidden', 'unauthenticated', 'locked', 'unavailable']),
  code: z.string(),
  zh: z.string(),
  en: z.string(),
  field: z.string().optional(),
  next: words,
  about: z
    .array(z.object({ table: z.string(), id: z.string(), label: z.string() }))
    .readonly()
    .optional(),
});
const refusalData = z.object({ refusals: z.array(refusalSchema).min(1) });

/** The error codes of the contract, one per kind of refusal, with the HTTP status that fits. */
export const refusalErrors = {
  INVALID: { status: 422, data: refusalData },
  BARRED: { status: 409, data: refusalData },
  CONFLICT: { status: 409, data: refusalData },
  NOT_FOUND: { status: 404, data: refusalData },
  FORBIDDEN: { status: 403, data: refusalData },
  UNAUTHENTICATED: { status: 401, data: refusalData },
  LOCKED: { status: 423, data: refusalData },
  UNAVAILABLE: { status: 503, data: refusalData },
} as const;

export const errorCodeOf: Record<RefusalKind, keyof typeof refusalErrors> = {
  invalid: 'INVALID',
  barred: 'BARRED',
  conflict: 'CONFLICT',
  notFound: 'NOT_FOUND',
  forbidden: 'FORBIDDEN',
  unauthenticated: 'UNAUTHENTICATED',
  locked: 'LOCKED',
  unavailable: 'UNAVAILABLE',
};

/** Starts every procedure of the contract: `procedure('client.view').input(…).output(…)`. */
export const procedure = (permission: ProcedureMeta['permission'], options: Pick<ProcedureMeta, 'quiet'> = {}) =>
  oc.$meta<ProcedureMeta>({ permission, ...options }).errors(refusalErrors);

/** What the handler of a procedure receives: its input with defaults filled in. */
export type InputOf<P> =
  P extends ContractProcedure<infer I extends AnySchema, AnySchema, ErrorMap, ProcedureMeta>
    ? InferSchemaOutput<I>
    : never;
/** What the handler of a procedure has to answer. */
export type OutputOf<P> =
  P extends ContractProcedure<AnySchema, infer O extends AnySchema, ErrorMap, ProcedureMeta>
    ? InferSchemaInput<O>
    : never;

/** UUIDv7. */
export const id = z.uuid();
/** `YYYY-MM-DD` in Asia/Shanghai. */
export const businessDate = z.iso.date();
/** Fen. */
export const fen = z.int().min(-1e14).max(1e14);
/** UTC milliseconds. */
export const instant = z.int().min(0).max(8.64e15);
/** What a person typed on one line: no control characters, at most `max` code units. */
export const line = (max = 200) =>
  z
    .string()
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
    .regex(/^[^\u0000-\u001f\u007f]*$/u);
/** Several lines: tabs and line breaks are allowed. */
export const paragraph = (max = 4000) =>
  z
    .string()
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/u);
/** SHA-256, lower-case hex. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
/** Bytes of a file: at most `max` bytes. */
export const file = (max: number) => z.file().max(max);

/** A step of a state machine as a button shows it: what it asks for, and every reason why it cannot be done now. */
export const stepChoice = z.object({
  event: z.string(),
  to: z.string(),
  words,
  needs: z.array(z.string()),
  barredBy: z.array(refusalSchema),
});

/** One page of a list: rows from `offset`, and how many there are in all. */
export const pageOf = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), total: z.int() });
export const pageInput = {
  offset: z.int().min(0).max(10_000_000).default(0),
  limit: z.int().min(1).max(500).default(100),
};

/** One entry of an object's timeline: who did what, when and why. */
export const timelineEntry = z.object({
  sequence: z.int(),
  at: instant,
  actor: z.string(),
  action: z.string(),
  why: z.string().nullable(),
  /** Changed values that this person may see, by column name; masked where needed. */
  changes: z.array(z.object({ table: z.string(), column: z.string(), value: z.string() })),
});
