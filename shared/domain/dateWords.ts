import { type BusinessDate, daysBetween, weekday } from './businessDate.ts';
import type { Words } from './refusal.ts';

const weekdayNames: readonly Words[] = [
  { zh: '周一', en: 'Mon' },
  { zh: '周二', en: 'Tue' },
  { zh: '周三', en: 'Wed' },
  { zh: '周四', en: 'Thu' },
  { zh: '周五', en: 'Fri' },
  { zh: '周六', en: 'Sat' },
  { zh: '周日', en: 'Sun' },
];

/** A day with its weekday: `2026-11-23 周一`, `2026-11-23 Mon`. */
export function dateWords(date: BusinessDate): Words {
  const name = weekdayNames[weekday(date) - 1] ?? { zh: '', en: '' };
  return { zh: `${date} ${name.zh}`, en: `${date} ${name.en}` };
}

/** A day in the way documents write it: `2026年11月23日`. */
export function dateOnDocument(date: BusinessDate): string {
  return `${Number(date.slice(0, 4))}年${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`;
}

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

function near(distance: number): Words | null {
  if (distance === 0) return { zh: '今天', en: 'today' };
  if (distance === 1) return { zh: '明天', en: 'tomorrow' };
  if (distance > 1) return { zh: `${distance} 天后`, en: `in ${days(distance)}` };
  return null;
}

/** How far away a day is, for something that simply happens: `3 天后`, `今天`, `昨天`, `2 天前`. */
export function relativeDay(date: BusinessDate, today: BusinessDate): Words {
  const distance = daysBetween(today, date);
  return (
    near(distance) ??
    (distance === -1 ? { zh: '昨天', en: 'yesterday' } : { zh: `${-distance} 天前`, en: `${days(-distance)} ago` })
  );
}

/** How far away a due date is, for something that is still to be done: `3 天后`, `今天`, `逾期 2 天`. */
export function relativeDue(due: BusinessDate, today: BusinessDate): Words {
  const distance = daysBetween(today, due);
  return near(distance) ?? { zh: `逾期 ${-distance} 天`, en: `${days(-distance)} overdue` };
}
