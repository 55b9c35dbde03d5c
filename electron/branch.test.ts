import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTestBranch } from './testing/openTestBranch.ts';

afterEach(() => void vi.useRealTimers());

describe('a branch', () => {
  it('that closes while a job is at work does not take what it cut off for a failure', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { branch, dispose } = await openTestBranch();
    const failures: unknown[] = [];
    branch.startJobs((...failure) => failures.push(failure));
    // Keys are made outside of the event loop: the closing comes in the middle of it.
    const ready = vi.spyOn(branch.services.agreements.authority, 'ready');
    await vi.advanceTimersByTimeAsync(15_000);
    expect(ready).toHaveBeenCalledOnce();
    dispose();
    await expect(ready.mock.results[0]?.value).rejects.toThrow('not open');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(failures).toEqual([]);
    expect(ready).toHaveBeenCalledOnce();
  });
});
