import type { Translated } from '../translated.ts';
import type { agreements as source } from '../zh-CN/agreements.ts';

export const agreements: Translated<typeof source> = {
  area: 'Agreements',
  empty: {
    what: 'Agreements signed by employees: client ownership, confidentiality, non-compete. Each step is on record and any PDF reader can verify them.',
    first: 'When an employee is onboarded, the position decides which agreements are to be signed.',
  },
};
