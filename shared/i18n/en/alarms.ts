import type { Translated } from '../translated.ts';
import type { alarms as source } from '../zh-CN/alarms.ts';

export const alarms: Translated<typeof source> = {
  area: 'Alarms',
  empty: {
    what: 'Clients who stop ordering, bulk exports and overdue steps, with the figures behind each one.',
    first: 'No alarm is waiting for you.',
  },
};
