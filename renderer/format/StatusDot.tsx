import type { ReactNode } from 'react';
import type { Tone } from '../theme/tokens.ts';
import './format.css';

/** A state as dot and word: never by colour alone. */
export function StatusDot({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="sk-status" data-tone={tone}>
      <span className="sk-status-dot" aria-hidden="true" />
      {children}
    </span>
  );
}

/** The same with a tinted ground, for headers of a page where the state is the first thing to read. */
export function StatusTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="sk-status sk-status-tag" data-tone={tone}>
      <span className="sk-status-dot" aria-hidden="true" />
      {children}
    </span>
  );
}
