import type { ActorRole } from '../../shared/domain/states/machine.ts';
import type { Actor } from '../registry/unitOfWork.ts';
import type { Session } from './sessions.ts';
import type { Account } from './store.ts';

/** Who is calling, and how far the permission of the call reaches. */
export interface Caller {
  readonly session: Session;
  readonly account: Account;
  readonly actor: Actor;
}

/** The first actor of a registry and the author of jobs. */
export const systemActor: Actor = { id: 'system', name: '系统' };

/** The caller as the account machine knows people: by their accounts. */
export const deciderOf = (caller: Caller): { id: string; role: ActorRole } => ({
  id: caller.account.id,
  role: caller.account.role,
});
