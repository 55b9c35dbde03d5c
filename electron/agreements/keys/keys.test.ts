import { randomBytes, verify } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../../shared/domain/refusal.ts';
import { afterFailure, mayTry, NO_FAILURES, settle, type UnlockCounters, wrongPin } from './lockout.ts';
import { checkNewPin, type PinFacts } from './pin.ts';
import { createSignerKey, openSignerKey, sealSignerKey } from './sealedKey.ts';
import { signerWith } from './signer.ts';

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : (result.refusals[0]?.code ?? ''));
const MINUTE = 60_000;

describe('a new PIN', () => {
  const facts: PinFacts = {
    birthDate: '1990-03-07',
    idNumber: '11010519900307002X',
    phone: '13800138000',
    employeeNumber: 'E20190715',
  };
  test.each([
    ['295184', 'ok'],
    ['２９５１８４', 'ok'],
    ['kx83wq', 'ok'],
    ['29518', 'pin.tooShort'],
    ['', 'pin.tooShort'],
    ['２９５１８', 'pin.tooShort'],
    ['29 5184', 'pin.characters'],
    ['签名密码六位', 'pin.characters'],
    ['1'.repeat(33), 'pin.characters'],
    ['111111', 'pin.trivial'],
    ['112211', 'pin.trivial'],
    ['123456', 'pin.trivial'],
    ['987654', 'pin.trivial'],
    ['789012', 'pin.trivial'],
    ['123123', 'pin.trivial'],
    ['12312312', 'pin.trivial'],
    ['123321', 'pin.trivial'],
    ['147258', 'pin.trivial'],
    ['qwerty', 'pin.trivial'],
    ['abcdef', 'pin.trivial'],
    ['900307', 'pin.personal'],
    ['19900307', 'pin.personal'],
    ['030790', 'pin.personal'],
    ['070390', 'pin.personal'],
    ['199037', 'pin.personal'],
    ['138001', 'pin.personal'],
    ['138000', 'pin.personal'],
    ['110105', 'pin.personal'],
    ['07002x', 'pin.personal'],
    ['190715', 'pin.personal'],
  ])('%s: %s', (pin, expected) => {
    expect(codeOf(checkNewPin(pin, facts))).toBe(expected);
  });

  test('is returned in its normal form', () => {
    expect(checkNewPin('２９５１８４')).toEqual({ ok: true, value: '295184' });
  });
});

describe('the lockout', () => {
  const fail = (times: number, now: number): UnlockCounters => {
    let counters = NO_FAILURES;
    for (let i = 0; i < times; i++) counters = afterFailure(counters, now);
    return counters;
  };

  test('lets four failures pass, then locks for longer each time, up to a day', () => {
    const now = 1_000_000;
    expect(codeOf(mayTry(fail(4, now), now))).toBe('ok');
    const minutes = [5, 6, 7, 8, 9, 10, 11, 50].map((times) => (fail(times, now).lockedUntil - now) / MINUTE);
    expect(minutes).toEqual([1, 5, 15, 60, 240, 1440, 1440, 1440]);
    expect(codeOf(mayTry(fail(5, now), now + MINUTE - 1))).toBe('signerKey.locked');
    expect(codeOf(mayTry(fail(5, now), now + MINUTE))).toBe('ok');
  });

  test('says how many tries are left, then for how long it is locked', () => {
    expect(wrongPin(fail(4, 0), 0)).toMatchObject({ code: 'signerKey.wrongPin', zh: '签名密码不对，还可以试 1 次。' });
    expect(wrongPin(fail(6, 0), 0)).toMatchObject({
      code: 'signerKey.locked',
      en: expect.stringContaining('5 more minutes'),
    });
  });

  test('never locks for longer than the failures earn, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(2 ** 42), fc.nat(2 ** 42), (times, then, now) => {
        const counters = settle(fail(times, then), now);
        const earned = fail(times, 0).lockedUntil;
        expect(mayTry(counters, now + earned).ok).toBe(true);
      }),
      { numRuns: 200 },
    );
    // Locked while the clock was a year ahead: after it is set right, the wait is a minute and not a year.
    const ahead = fail(5, 365 * 24 * 60 * MINUTE);
    expect(settle(ahead, 0).lockedUntil).toBe(MINUTE);
    expect(codeOf(mayTry(ahead, 0))).toBe('signerKey.locked');
    expect(settle(fail(5, 0), 10)).toEqual(fail(5, 0));
  });
});

describe('a sealed signer key', () => {
  const deviceKey = randomBytes(32);
  const lock = { deviceKey, signerId: 'employee-1', pin: '295184' };
  let sealed: Uint8Array;
  let made: Awaited<ReturnType<typeof createSignerKey>>;

  beforeAll(async () => {
    made = await createSignerKey(lock);
    sealed = made.sealed;
  });

  test('opens with the PIN on its own computer and signs', async () => {
    const opened = await openSignerKey(sealed, { ...lock, pin: '２９５１８４' });
    if (!opened.ok) throw new Error('did not open');
    const signer = signerWith(opened.value, new Uint8Array(), []);
    const signature = await signer.sign(Buffer.from('文件'));
    expect(verify('sha256', Buffer.from('文件'), made.publicKey, signature)).toBe(true);
    expect(made.publicKey.asymmetricKeyDetails?.modulusLength).toBe(3072);
  });

  test('holds nothing readable of the key, and nothing of the PIN', () => {
    const text = Buffer.from(sealed).toString('latin1');
    expect(text).not.toContain('295184');
    expect(text).not.toContain('PRIVATE KEY');
  });

  test('does not open with another PIN, on another computer, or for another person', async () => {
    expect(codeOf(await openSignerKey(sealed, { ...lock, pin: '295185' }))).toBe('signerKey.wrongPin');
    expect(codeOf(await openSignerKey(sealed, { ...lock, deviceKey: randomBytes(32) }))).toBe('signerKey.otherDevice');
    expect(codeOf(await openSignerKey(sealed, { ...lock, signerId: 'employee-2' }))).toBe('signerKey.wrongPin');
    expect(codeOf(await openSignerKey(sealed, { ...lock, pin: null }))).toBe('signerKey.unreadable');
  });

  test('is refused when damaged, whatever the damage, without a crash or a long wait', async () => {
    const text = Buffer.from(sealed).toString();
    const damaged = [
      '',
      '{}',
      'null',
      text.slice(0, -10),
      text.replace('65536', '1073741824'),
      text.replace('65536', '32768'),
      text.replace(/"nonce":"./, '"nonce":"*'),
      text.replace(/"sealed":"[^"]*"/, '"sealed":"AAAA"'),
      `${text}${' '.repeat(20_000)}`,
    ];
    for (const each of damaged) {
      expect(['signerKey.unreadable', 'signerKey.wrongPin']).toContain(
        codeOf(await openSignerKey(Buffer.from(each), lock)),
      );
    }
  });

  test('of the company is locked to the computer alone', async () => {
    const company = { deviceKey, signerId: 'branch', pin: null };
    const opened = await openSignerKey(sealed, lock);
    if (!opened.ok) throw new Error('did not open');
    const seal = await sealSignerKey(opened.value, company);
    expect(codeOf(await openSignerKey(seal, company))).toBe('ok');
    expect(codeOf(await openSignerKey(seal, { ...company, deviceKey: randomBytes(32) }))).toBe('signerKey.otherDevice');
    expect(codeOf(await openSignerKey(seal, { ...company, signerId: 'x' }))).toBe('signerKey.unreadable');
  });

  test('is made without stopping the event loop', async () => {
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    await createSignerKey(lock);
    clearInterval(timer);
    expect(longest).toBeLessThan(150);
  });
});
