import { describe, expect, it } from 'vitest';
import { RefusalError } from '../shared/domain/refusal.ts';
import { failedSelfTests, requireSelfTest, selfTests } from './selfTest.ts';

describe('the start-up self-test', () => {
  it.each(selfTests)('$name gives the published answers', ({ passes }) => {
    expect(passes()).toBe(true);
  });

  it('takes less than 100 ms', () => {
    const milliseconds = [1, 2, 3].map(() => {
      const started = performance.now();
      expect(failedSelfTests()).toEqual([]);
      return performance.now() - started;
    });
    expect(Math.min(...milliseconds)).toBeLessThan(100);
  });

  it('names what answers wrongly and what is missing, and refuses to go on', () => {
    const tests = [
      ...selfTests.slice(0, 1),
      { name: 'wrong', passes: () => false },
      {
        name: 'missing',
        passes: () => {
          throw new Error('no such cipher');
        },
      },
    ];
    expect(failedSelfTests(tests)).toEqual(['wrong', 'missing']);
    expect(() => requireSelfTest(tests)).toThrow(RefusalError);
    expect(() => requireSelfTest(tests)).toThrow('system.selfTest');
    expect(() => requireSelfTest()).not.toThrow();
  });
});
