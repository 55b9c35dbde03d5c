import { useTranslation } from 'react-i18next';
import type { Client } from '../../shared/contract/index.ts';
import { wholeYuan } from '../format/text.ts';
import { useWords } from '../words/language.ts';

type Course = NonNullable<Awaited<ReturnType<Client['workbench']['alarm']>>['course']>;

const [width, height] = [640, 148];
const [left, bottom, top] = [60, 22, 8];

/** Twelve months as bars before the outline of the year before; the same as a table for whoever does not see it. */
export function CourseChart({ course }: { course: Course }) {
  const { t } = useTranslation();
  const words = useWords();
  const most = niceCeiling(Math.max(1, ...course.amounts, ...course.yearBefore));
  const step = (width - left) / course.months.length;
  const y = (amount: number) => top + (height - top - bottom) * (1 - amount / most);
  const ground = y(0);
  return (
    <figure className="sk-course">
      <figcaption>
        <span>{words(course.title)}</span>
        <span className="sk-course-key sk-meta">
          <span className="sk-course-now" aria-hidden="true" /> {t('alarms.course.now')}
          <span className="sk-course-before" aria-hidden="true" /> {t('alarms.course.before')}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line x1={left} x2={width} y1={y(most * share)} y2={y(most * share)} className="sk-course-line" />
            <text x={left - 8} y={y(most * share) + 4} textAnchor="end">
              {wholeYuan(most * share)}
            </text>
          </g>
        ))}
        {course.months.map((month, index) => {
          const [now = 0, before = 0] = [course.amounts[index], course.yearBefore[index]];
          const x = left + index * step;
          return (
            <g key={month}>
              <rect
                x={x + step * 0.14}
                width={step * 0.72}
                y={y(before)}
                height={ground - y(before)}
                className="sk-course-before"
              />
              <rect
                x={x + step * 0.28}
                width={step * 0.44}
                y={y(now)}
                height={ground - y(now)}
                className="sk-course-now"
              />
              <text x={x + step / 2} y={height - 6} textAnchor="middle">
                {index === 0 || month.endsWith('-01') ? month.slice(2) : Number(month.slice(5))}
              </text>
            </g>
          );
        })}
      </svg>
      <table className="sk-hidden">
        <caption>{words(course.title)}</caption>
        <thead>
          <tr>
            <th scope="col">{t('alarms.course.month')}</th>
            <th scope="col">{t('alarms.course.now')}</th>
            <th scope="col">{t('alarms.course.before')}</th>
          </tr>
        </thead>
        <tbody>
          {course.months.map((month, index) => (
            <tr key={month}>
              <th scope="row">{month}</th>
              <td>{wholeYuan(course.amounts[index] ?? 0)}</td>
              <td>{wholeYuan(course.yearBefore[index] ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

/** The next round amount in fen above: 1, 2 or 5 times a power of ten. */
function niceCeiling(amount: number): number {
  const power = 10 ** Math.floor(Math.log10(amount));
  return ([1, 2, 5, 10].find((factor) => factor * power >= amount) ?? 10) * power;
}
