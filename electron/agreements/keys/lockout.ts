import type { RunningClock } from '../../../shared/domain/clock.ts';
import { done, type Refusal, type Result, refused } from '../../../shared/domain/refusal.ts';
import { RunningWaits } from '../../../shared/domain/runningWaits.ts';

/** What is kept for each signer key. `lockedUntil` is UTC ms by the clock of the last failure; 0 means never. */
export interface UnlockCounters {
  readonly failures: number;
  readonly lockedUntil: number;
}

export const NO_FAILURES: UnlockCounters = { failures: 0, lockedUntil: 0 };

/** A key with its counters. */
type LockedKey = UnlockCounters & { readonly id: string };

const FREE_TRIES = 5;
const MINUTE = 60_000;
/** After the fifth failure, after the sixth, and so on; the last one for all that follow. */
const DELAYS = [1, 5, 15, 60, 240, 1440].map((minutes) => minutes * MINUTE);

const delayAfter = (failures: number): number =>
  failures < FREE_TRIES ? 0 : (DELAYS[Math.min(failures - FREE_TRIES, DELAYS.length - 1)] ?? 0);

/**
 * The waits after wrong PINs, counted by the running program: setting the computer's clock ends none and lengthens none. What is
 * left of a wait when the program begins is read from the clock, and is never more than the failures earn: a wait of a day
 * that began anew each morning would never end.
 */
export class Lockout {
  readonly #clock: RunningClock;
  readonly #waits: RunningWaits;

  constructor(clock: RunningClock) {
    this.#clock = clock;
    this.#waits = new RunningWaits(clock);
  }

  /** Milliseconds for which a key still waits. */
  leftOf(key: LockedKey): number {
    return this.#waits.leftOf(key, (beganAt) => Math.min(key.lockedUntil - beganAt, delayAfter(key.failures)));
  }

  /** Until when a key waits, as the clock will show it; null when it does not. */
  waitsUntil(key: LockedKey): number | null {
    const left = this.leftOf(key);
    return left > 0 ? this.#clock.now() + left : null;
  }

  /** Whether the key may be tried now. Refusal: `signerKey.locked`. Ask before the PIN is tried, so that a locked key costs no work. */
  mayTry(key: LockedKey): Result<null> {
    const left = this.leftOf(key);
    return left > 0 ? refused(locked(left)) : done(null);
  }

  /** The counters after a wrong PIN, whose wait begins now; store them before the answer is given. */
  afterFailure({ id, ...before }: LockedKey): UnlockCounters {
    const failures = before.failures + 1;
    return { failures, lockedUntil: this.#waits.begin(id, delayAfter(failures)) };
  }

  /** The refusal that answers a wrong PIN: how many tries are left, or for how long the key is locked. */
  wrongPin(key: LockedKey): Refusal {
    const wait = this.leftOf(key);
    if (wait > 0) return locked(wait);
    const left = FREE_TRIES - key.failures;
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
}

function locked(left: number): Refusal {
  const minutes = Math.ceil(left / MINUTE);
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
