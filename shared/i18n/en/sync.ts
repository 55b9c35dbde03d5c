import type { Translated } from '../translated.ts';
import type { sync as source } from '../zh-CN/sync.ts';

export const sync: Translated<typeof source> = {
  area: 'Sync',
  empty: {
    what: 'How changes on this PC reach headquarters: sealed, sent, received, confirmed.',
    first: 'After this branch joins headquarters, each step shows its progress here.',
  },
};
