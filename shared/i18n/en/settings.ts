import type { Translated } from '../translated.ts';
import type { settings as source } from '../zh-CN/settings.ts';

export const settings: Translated<typeof source> = {
  area: 'Settings',
  empty: {
    what: 'Accounts, passwords, appearance and the data on this PC.',
    first: 'Accounts are opened by the HR admin.',
  },
};
