import type { ReactNode } from 'react';
import './record.css';

/** A sheet on the desk: title, perhaps something at its right, content. */
export function Panel({
  title,
  extra,
  children,
  flush = false,
}: {
  title?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
  /** Content reaches the edges: lists. */
  flush?: boolean;
}) {
  return (
    <section className="sk-panel" data-flush={flush || undefined}>
      {title ? (
        <header>
          <h2>{title}</h2>
          {extra}
        </header>
      ) : null}
      <div className="sk-panel-body">{children}</div>
    </section>
  );
}
