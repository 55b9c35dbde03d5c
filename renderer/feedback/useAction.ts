import { useCallback, useRef, useState } from 'react';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { showPresent } from '../client/queries.ts';
import { refusalsOf } from '../client/refusals.ts';

export interface ActionState {
  readonly running: boolean;
  readonly refusals: readonly Refusal[];
  readonly clear: () => void;
}

/**
 * Runs something that may be refused, once at a time: a second call while the first is under way does nothing.
 * The answer says whether it was done.
 */
export function useAction<A extends readonly unknown[]>(
  action: (...args: A) => Promise<unknown>,
): readonly [(...args: A) => Promise<boolean>, ActionState] {
  const [running, setRunning] = useState(false);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const busy = useRef(false);
  const latest = useRef(action);
  latest.current = action;
  const run = useCallback(async (...args: A) => {
    if (busy.current) return false;
    busy.current = true;
    setRunning(true);
    setRefusals([]);
    try {
      await latest.current(...args);
      return true;
    } catch (error) {
      const found = refusalsOf(error);
      setRefusals(found);
      showPresent(found);
      return false;
    } finally {
      busy.current = false;
      setRunning(false);
    }
  }, []);
  const clear = useCallback(() => setRefusals([]), []);
  return [run, { running, refusals, clear }];
}
