import { Button, type ButtonProps } from 'antd';
import { type ReactNode, useId } from 'react';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { Refusals } from './Refusals.tsx';
import { useAction } from './useAction.ts';

interface ActionButtonProps {
  children: ReactNode;
  /** Why it cannot be done now, as the domain says; empty when it can. */
  barred?: readonly Refusal[];
  /** What is done on press. May throw what the contract throws; the refusal appears beside the button. */
  run: () => Promise<unknown> | unknown;
  kind?: ButtonProps['type'];
  danger?: boolean;
  icon?: ReactNode;
  size?: ButtonProps['size'];
  /** Where the reasons stand. `below` for wide columns and rails. */
  reasons?: 'beside' | 'below';
}

/**
 * The one button for a step of the domain. Barred, it stays in its place, can be focused and read, and says beside it
 * why and what to do next; there is no disabled button without its reason.
 */
export function ActionButton({
  children,
  barred = [],
  run,
  kind = 'default',
  danger = false,
  icon,
  size,
  reasons = 'beside',
}: ActionButtonProps) {
  const [start, { running, refusals }] = useAction(async () => run());
  const reasonId = useId();
  const isBarred = barred.length > 0;
  return (
    <div className="sk-action" data-reasons={reasons}>
      <Button
        type={isBarred ? 'default' : kind}
        danger={danger && !isBarred}
        icon={icon}
        size={size}
        loading={running}
        aria-disabled={isBarred || undefined}
        aria-describedby={isBarred || refusals.length > 0 ? reasonId : undefined}
        className={isBarred ? 'sk-barred' : undefined}
        onClick={() => {
          if (!isBarred) void start();
        }}
      >
        {children}
      </Button>
      <div id={reasonId} className="sk-action-reasons">
        <Refusals refusals={isBarred ? barred : refusals} as={isBarred ? 'bar' : 'error'} />
      </div>
    </div>
  );
}
