import { useEffect, useRef, useState } from 'react';

/**
 * For a key that means an answer which is still on its way: does what was asked for once it is there, unless the person has
 * gone on with another key or press by then.
 */
export function useOnceAnswered(answered: boolean, act: () => void): () => void {
  const [waiting, setWaiting] = useState(false);
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (!waiting) return;
    if (answered) {
      setWaiting(false);
      latest.current();
      return;
    }
    const goOn = () => setWaiting(false);
    const signs = ['keydown', 'pointerdown'] as const;
    for (const sign of signs) window.addEventListener(sign, goOn, { capture: true });
    return () => {
      for (const sign of signs) window.removeEventListener(sign, goOn, { capture: true });
    };
  }, [waiting, answered]);
  return () => setWaiting(true);
}
