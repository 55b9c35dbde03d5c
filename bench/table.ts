import { inWords } from '../bin/terminal.ts';
import { type Row, rounded } from './benchmark.ts';

/** Cells a text takes in a terminal: Chinese characters take two. */
const width = (text: string): number => [...text].reduce((sum, c) => sum + (/[\u1100-\uffdc]/u.test(c) ? 2 : 1), 0);
const left = (text: string, cells: number): string => text + ' '.repeat(Math.max(0, cells - width(text)));
const right = (text: string, cells: number): string => ' '.repeat(Math.max(0, cells - width(text))) + text;
const number = (value: number | null): string =>
  value === null ? '' : rounded(value).toLocaleString('en', { maximumFractionDigits: 3 });

/** The rows as people read them. */
export function table(rows: readonly Row[]): string {
  const head = [
    inWords({ zh: '项目', en: 'figure' }),
    inWords({ zh: '数值', en: 'value' }),
    '',
    inWords({ zh: '下限', en: 'floor' }),
    inWords({ zh: '比', en: 'ratio' }),
    inWords({ zh: '目标', en: 'target' }),
    '',
  ];
  const lines = rows.map((row) => [
    row.name,
    number(row.value),
    row.unit,
    number(row.floor),
    row.ratio === null ? '' : `${number(row.ratio)}x`,
    row.target,
    row.met === null ? '' : row.met ? '✓' : inWords({ zh: '✗ 未达到', en: '✗ missed' }),
  ]);
  const columns = head.map((_, at) => Math.max(...[head, ...lines].map((line) => width(line[at] ?? ''))));
  const numeric = new Set([1, 3, 4]);
  return [head, ...lines]
    .map((line) =>
      line
        .map((cell, at) => (numeric.has(at) ? right : left)(cell, columns[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
