import type { ReactNode } from 'react';
import './records.css';
import { Panel } from './Panel.tsx';

/** A short table on a sheet: what belongs to one object. Long ones are a `DataList`. */
export function RecordTable({
  columns,
  children,
  foot,
}: {
  columns: readonly string[];
  /** `<tr>`s. */
  children: ReactNode;
  foot?: ReactNode;
}) {
  return (
    <Panel flush>
      <table className="sk-records">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
      {foot}
    </Panel>
  );
}

/** Labels and values, one pair to a line. */
export function Pairs({ pairs }: { pairs: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <dl className="sk-pairs">
      {pairs.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
