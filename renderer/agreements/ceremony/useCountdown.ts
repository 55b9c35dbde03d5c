import { useEffect, useState } from 'react';

/** Whole seconds left of a wait that begins anew whenever `from` changes. */
export function useCountdown(milliseconds: number, from: unknown): number {
  const [until, setUntil] = useState(() => Date.now() + milliseconds);
  const [now, setNow] = useState(() => Date.now());
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page begins a new wait
  useEffect(() => {
    const end = Date.now() + milliseconds;
    setUntil(end);
    setNow(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= end) clearInterval(timer);
    }, 200);
    return () => clearInterval(timer);
  }, [milliseconds, from]);
  return Math.max(0, Math.ceil((until - now) / 1000));
}
