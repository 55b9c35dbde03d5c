import type { ReactNode } from 'react';

/** One part of the settings: its name, what it is for, and what it holds. */
export function Section({
  title,
  what,
  actions,
  children,
}: {
  title: string;
  what?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="sk-setting">
      <header>
        <div>
          <h1>{title}</h1>
          {what ? <p className="sk-soft">{what}</p> : null}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}
