import './format.css';

interface SparklineProps {
  /** One value per month, oldest first. */
  values: readonly number[];
  /** What a person who cannot see it is told. */
  label: string;
  width?: number;
  height?: number;
}

/** A small course over months: one bar each, the silent ones as a mark on the ground line. */
export function Sparkline({ values, label, width = 96, height = 24 }: SparklineProps) {
  const most = Math.max(1, ...values);
  const step = width / Math.max(1, values.length);
  return (
    <svg
      className="sk-spark"
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      {values.map((value, index) => {
        const tall = value <= 0 ? 1 : Math.max(2, (value / most) * (height - 1));
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a month is its place
            key={index}
            x={index * step + 1}
            y={height - tall}
            width={Math.max(1, step - 2)}
            height={tall}
            data-silent={value <= 0 || undefined}
          />
        );
      })}
    </svg>
  );
}
