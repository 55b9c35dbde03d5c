import { randomBytes, verify } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../../shared/domain/refusal.ts';
import { TestClock } from '../../testing/openTestBranch.ts';
import { Lockout, NO_FAILURES } from './lockout.ts';
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
  /** A key whose PIN was wrong so many times, one try after the other. */
  const failed = (lockout: Lockout, times: number) => {
    let key = { id: 'key', ...NO_FAILURES };
    for (let time = 0; time < times; time++) key = { ...key, ...lockout.afterFailure(key) };
    return key;
  };

  test('lets four failures pass, then locks for longer each time, up to a day', () => {
    const clock = new TestClock();
    const lockout = new Lockout(clock);
    expect(codeOf(lockout.mayTry(failed(lockout, 4)))).toBe('ok');
    const minutes = [5, 6, 7, 8, 9, 10, 11, 50].map((times) => lockout.leftOf(failed(lockout, times)) / MINUTE);
    expect(minutes).toEqual([1, 5, 15, 60, 240, 1440, 1440, 1440]);
    const key = failed(lockout, 5);
    clock.pass(MINUTE - 1);
    expect(codeOf(lockout.mayTry(key))).toBe('signerKey.locked');
    expect(lockout.waitsUntil(key)).toBe(clock.now() + 1);
    clock.pass(1);
    expect(codeOf(lockout.mayTry(key))).toBe('ok');
    expect(lockout.waitsUntil(key)).toBeNull();
  });

  test('says how many tries are left, then for how long it is locked', () => {
    const lockout = new Lockout(new TestClock());
    expect(lockout.wrongPin(failed(lockout, 4))).toMatchObject({
      code: 'signerKey.wrongPin',
      zh: '签名密码不对，还可以试 1 次。',
    });
    expect(lockout.wrongPin(failed(lockout, 6))).toMatchObject({
      code: 'signerKey.locked',
      en: expect.stringContaining('5 more minutes'),
    });
  });

  test('is neither ended nor lengthened by setting the clock', () => {
    const clock = new TestClock();
    const lockout = new Lockout(clock);
    const key = failed(lockout, 6);
    clock.set(clock.now() + 24 * 60 * MINUTE);
    expect(lockout.leftOf(key)).toBe(5 * MINUTE);
    clock.set(0);
    expect(lockout.leftOf(key)).toBe(5 * MINUTE);
    clock.pass(5 * MINUTE);
    expect(lockout.leftOf(key)).toBe(0);
  });

  test('goes on after a restart from what the clock says', () => {
    const clock = new TestClock();
    const key = failed(new Lockout(clock), 10);
    clock.pass(8 * 60 * MINUTE);
    const restarted = new Lockout(clock);
    expect(restarted.leftOf(key)).toBe(16 * 60 * MINUTE);
    clock.set(clock.now() + 24 * 60 * MINUTE);
    clock.pass(60 * MINUTE);
    expect(restarted.leftOf(key)).toBe(15 * 60 * MINUTE);
  });

  test('never locks for longer than the failures earn, whatever the clock did before a restart', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(2 ** 42), fc.nat(2 ** 42), (times, then, now) => {
        const clock = new TestClock();
        clock.set(then);
        const before = new Lockout(clock);
        const key = failed(before, times);
        const earned = before.leftOf(key);
        clock.set(now);
        const restarted = new Lockout(clock);
        expect(restarted.leftOf(key)).toBeLessThanOrEqual(earned);
        clock.pass(earned);
        expect(restarted.mayTry(key).ok).toBe(true);
      }),
      { numRuns: 200 },
    );
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
    const before = performance.eventLoopUtilization();
    await createSignerKey(lock);
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
  });
});
