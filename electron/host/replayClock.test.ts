import { expect, it } from 'vitest';
import { TestClock } from '../testing/openTestBranch.ts';
import { ReplayClock } from './replayClock.ts';

it('stands where it was moved to, never goes back, never passes the present, and then is the present', () => {
  const present = new TestClock();
  const now = present.now();
  const clock = new ReplayClock(present, now - 1000);
  expect(clock.now()).toBe(now - 1000);
  present.pass(5);
  expect(clock.now()).toBe(now - 1000);
  clock.moveTo(now - 400);
  clock.moveTo(now - 900);
  expect(clock.now()).toBe(now - 400);
  clock.moveTo(now + 60_000);
  expect(clock.now()).toBe(now + 5);
  expect(clock.present).toBe(now + 5);
  clock.arrive();
  present.pass(7);
  expect(clock.now()).toBe(now + 12);
  expect(() => clock.moveTo(now)).toThrow('over');
});
