import type { Translated } from '../translated.ts';
import type { clients as source } from '../zh-CN/clients.ts';

export const clients: Translated<typeof source> = {
  area: 'Clients',
  empty: {
    what: 'The company’s clients: who looks after each one, since when, with which orders and receivables.',
    first: 'Register a client first, or import a spreadsheet.',
  },
};
