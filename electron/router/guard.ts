import { implement, ORPCError, ValidationError } from '@orpc/server';
import { errorCodeOf, type ProcedureMeta, refusalErrors } from '../../shared/contract/base.ts';
import { contract } from '../../shared/contract/index.ts';
import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import { answerFailed, internal, malformed } from '../host/refusals.ts';
import { storageTrouble } from '../registry/storageTrouble.ts';
import { WrittenError } from '../registry/unitOfWork.ts';
import type { CallContext, ConnectionContext } from './call.ts';

/** Where unexpected errors are reported. Set once by the composition; nothing personal is passed. */
export type FailureLog = (path: string, error: unknown) => void;
let failureLog: FailureLog = () => undefined;
export const setFailureLog = (log: FailureLog): void => {
  failureLog = log;
};

/**
 * Every procedure passes here: connection, session, permission; then its schema; then its handler. Refusals become the
 * contract's typed errors; anything else is logged and answered without details.
 */
export const os = implement(contract)
  .$context<ConnectionContext>()
  .use(async ({ context, next, path, procedure }) => {
    const meta: Partial<ProcedureMeta> = procedure['~orpc'].meta;
    try {
      return await next({ context: guarded(context, meta) });
    } catch (error) {
      context.host.noteFailure(error instanceof WrittenError ? error.cause : error);
      throw typedError(error, path.join('.'));
    }
  });

function guarded(context: ConnectionContext, meta: Partial<ProcedureMeta>): Pick<CallContext, 'call'> {
  const { permission, quiet = false } = meta;
  if (permission === undefined) throw new Error('a procedure without a permission');
  if (permission === 'open') return { call: noCall };
  const { branch } = context.host;
  const { access } = branch.services;
  const caller = access.caller(context.windowId, { quiet });
  if (permission === 'signedIn') return { call: { branch, caller, scope: 'branch' } };
  access.requireOwnPassword(caller);
  const scope = permission === 'session' ? 'branch' : access.scope(caller.account, permission);
  return { call: { branch, caller, scope } };
}

/** What an open procedure would find if it asked who calls. */
const noCall: CallContext['call'] = {
  get branch(): never {
    throw new Error('an open procedure has no branch of its own: use the host');
  },
  get caller(): never {
    throw new Error('an open procedure has no caller');
  },
  scope: 'own',
};

function typedError(error: unknown, path: string): ORPCError<string, unknown> {
  if (error instanceof RefusalError) return fromRefusals(error.refusals);
  if (error instanceof WrittenError) {
    failureLog(path, error.cause);
    return fromRefusals([answerFailed]);
  }
  if (error instanceof ORPCError) {
    if (error.cause instanceof ValidationError) {
      if (error.code === 'BAD_REQUEST') return fromRefusals(error.cause.issues.slice(0, 20).map(fromIssue));
      failureLog(path, error.cause);
      return fromRefusals([answerFailed]);
    }
    // A refusal that a nested call has already turned into a typed error.
    if (Object.hasOwn(refusalErrors, error.code)) return error;
  }
  failureLog(path, error);
  return fromRefusals([storageTrouble(error) ?? internal]);
}

function fromRefusals(refusals: readonly Refusal[]): ORPCError<string, unknown> {
  const first = refusals[0] ?? internal;
  const code = errorCodeOf[first.kind];
  return new ORPCError(code, {
    status: refusalErrors[code].status,
    message: first.en,
    data: { refusals: refusals.length > 0 ? refusals : [internal] },
  });
}

/** Says which field is wrong; never repeats the value, which may be somebody's data. */
function fromIssue(issue: ValidationError['issues'][number]): Refusal {
  const field = issue.path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
  return malformed(
    field || undefined,
    `输入的内容不合要求${field ? `（${field}）` : ''}。`,
    `The input is not of the expected form${field ? ` (${field})` : ''}: ${issue.message}.`,
  );
}
