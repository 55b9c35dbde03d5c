import { useEffect, useRef } from 'react';

const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

/** Calls back once when nobody has touched keyboard or mouse for that many milliseconds. */
export function useIdle(limit: number | undefined, onIdle: () => void): void {
  const latest = useRef(onIdle);
  latest.current = onIdle;
  useEffect(() => {
    if (!limit) return;
    let last = Date.now();
    const touch = () => {
      last = Date.now();
    };
    // A timer of the whole length would stand still while the PC sleeps; this one looks at the clock.
    const timer = setInterval(
      () => {
        if (Date.now() - last < limit) return;
        clearInterval(timer);
        latest.current();
      },
      Math.min(limit, 5_000),
    );
    for (const sign of signs) window.addEventListener(sign, touch, { passive: true, capture: true });
    return () => {
      clearInterval(timer);
      for (const sign of signs) window.removeEventListener(sign, touch, { capture: true });
    };
  }, [limit]);
}
