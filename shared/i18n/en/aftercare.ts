import type { Translated } from '../translated.ts';
import type { aftercare as source } from '../zh-CN/aftercare.ts';

export const aftercare: Translated<typeof source> = {
  area: 'Non-compete',
  empty: {
    what: 'Obligations after leaving: term, scope, monthly compensation and proof of payment.',
    first: 'An obligation starts here once the handover is settled.',
  },
};
