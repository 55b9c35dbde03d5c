import { done, type Refusal, type Result, refused } from '../../../shared/domain/refusal.ts';

/** What the caller keeps for each signer key. Instants are UTC ms; 0 means never. */
export interface UnlockCounters {
  readonly failures: number;
  readonly lockedUntil: number;
}

export const NO_FAILURES: UnlockCounters = { failures: 0, lockedUntil: 0 };

const FREE_TRIES = 5;
const MINUTE = 60_000;
/** After the fifth failure, after the sixth, and so on; the last one for all that follow. */
const DELAYS = [1, 5, 15, 60, 240, 1440].map((minutes) => minutes * MINUTE);

const delayAfter = (failures: number): number =>
  failures < FREE_TRIES ? 0 : (DELAYS[Math.min(failures - FREE_TRIES, DELAYS.length - 1)] ?? 0);

/**
 * The counters under a clock that was set back: nobody is locked out for longer than the failures earn. Store the result
 * where it differs, or the wait begins anew with each question.
 */
export function settle(counters: UnlockCounters, now: number): UnlockCounters {
  const latest = now + delayAfter(counters.failures);
  return counters.lockedUntil > latest ? { ...counters, lockedUntil: latest } : counters;
}

/** Whether the key may be tried now. Refusal: `signerKey.locked`. Ask before the PIN is tried, so that a locked key costs no work. */
export function mayTry(counters: UnlockCounters, now: number): Result<null> {
  const { lockedUntil } = settle(counters, now);
  return lockedUntil > now ? refused(locked(lockedUntil, now)) : done(null);
}

/** The counters after a wrong PIN; store them before the answer is given. */
export function afterFailure(counters: UnlockCounters, now: number): UnlockCounters {
  const failures = counters.failures + 1;
  return { failures, lockedUntil: failures < FREE_TRIES ? 0 : now + delayAfter(failures) };
}

/** The refusal that answers a wrong PIN: how many tries are left, or for how long the key is locked. */
export function wrongPin(counters: UnlockCounters, now: number): Refusal {
  if (counters.lockedUntil > now) return locked(counters.lockedUntil, now);
  const left = FREE_TRIES - counters.failures;
  return {
    kind: 'invalid',
    code: 'signerKey.wrongPin',
    field: 'pin',
    zh: `签名密码不对，还可以试 ${left} 次。`,
    en: `Wrong signing PIN; ${left} ${left === 1 ? 'try' : 'tries'} left.`,
    next: {
      zh: '请签署人本人重新输入；忘记密码时吊销旧证书并重新申请。',
      en: 'Let the signer type it again; if it is forgotten, revoke the certificate and enrol again.',
    },
  };
}

function locked(until: number, now: number): Refusal {
  const minutes = Math.ceil((until - now) / MINUTE);
  return {
    kind: 'locked',
    code: 'signerKey.locked',
    field: 'pin',
    zh: `签名密码连续输错，签名已锁定，${minutes} 分钟后可以再试。`,
    en: `Too many wrong PINs: signing is locked for ${minutes} more ${minutes === 1 ? 'minute' : 'minutes'}.`,
    next: {
      zh: '等待解锁；忘记密码时吊销旧证书并重新申请。',
      en: 'Wait; if the PIN is forgotten, revoke the certificate and enrol again.',
    },
  };
}
