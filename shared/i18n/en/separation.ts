import type { Translated } from '../translated.ts';
import type { separation as source } from '../zh-CN/separation.ts';

export const separation: Translated<typeof source> = {
  area: 'Separation',
  empty: {
    what: 'Leaving has two tracks: the statutory steps keep their dates, and every client is handed over item by item.',
    first: 'When somebody resigns, open the employee and choose “Submit separation”.',
  },
};
