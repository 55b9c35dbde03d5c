import type { Role } from '../permissions.ts';
import type { Refusal } from '../refusal.ts';
import type { AccountState } from './account.ts';
import { bar, unless } from './machine.ts';

/** Somebody who is to take over clients or tasks. */
export interface Receiver {
  readonly employeeId: string;
  readonly name: string;
  /** Is employed now: the employment is active, neither ended nor still in onboarding. */
  readonly employed: boolean;
  /** Has a separation case of their own under way. */
  readonly leaving: boolean;
  /** Null where the person has no account. */
  readonly accountState: AccountState | null;
}

/** Why somebody cannot receive what a leaver hands over; empty when they can. */
export function receiverRefusals(receiver: Receiver, leaverId: string, field = 'receiverId'): readonly Refusal[] {
  const next = { zh: '请选择另一位在职的同事。', en: 'Choose another colleague who stays.' };
  const about = [{ table: 'employee', id: receiver.employeeId, label: receiver.name }];
  const { name } = receiver;
  if (receiver.employeeId === leaverId) {
    return bar({
      code: 'handover.receiverIsLeaver',
      field,
      zh: `${name}就是离职人，不能接收自己的客户。`,
      en: `${name} is the leaver and cannot receive their own clients.`,
      next,
    });
  }
  return [
    ...unless(receiver.employed, {
      code: 'handover.receiverNotEmployed',
      field,
      about,
      zh: `${name}不在职，不能接收。`,
      en: `${name} is not employed and cannot receive.`,
      next,
    }),
    ...unless(!receiver.leaving, {
      code: 'handover.receiverLeaving',
      field,
      about,
      zh: `${name}正在办理离职，不能接收。`,
      en: `${name} is leaving and cannot receive.`,
      next,
    }),
    ...unless(receiver.accountState !== 'frozen' && receiver.accountState !== 'closed', {
      code: 'handover.receiverFrozen',
      field,
      about,
      zh: `${name}的账号已冻结或关闭，不能接收。`,
      en: `The account of ${name} is frozen or closed; they cannot receive.`,
      next,
    }),
  ];
}

/** What of an account decides whether it is the last one that can administer the branch. */
export interface AdminFacts {
  readonly role: Role;
  readonly state: AccountState;
  /** Active HR admins besides this one. */
  readonly otherActiveHrAdmins: number;
}

/** A branch without an active HR admin cannot help itself any more: the last one stays. */
export function lastHrAdminRefusals(facts: AdminFacts): readonly Refusal[] {
  const isLast = facts.role === 'hrAdmin' && facts.state === 'active' && facts.otherActiveHrAdmins < 1;
  return unless(!isLast, {
    code: 'account.lastHrAdmin',
    zh: '这是门店最后一位正常状态的HR管理员，停用后无人能管理账号。',
    en: 'This is the last active HR admin of the branch; without one nobody could manage accounts.',
    next: { zh: '请先指定另一位HR管理员。', en: 'Appoint another HR admin first.' },
  });
}

/** Why the role of an account cannot be changed; empty when it can. */
export function roleChangeRefusals(facts: AdminFacts, to: Role): readonly Refusal[] {
  return to === facts.role ? [] : lastHrAdminRefusals(facts);
}
