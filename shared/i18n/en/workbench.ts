import type { Translated } from '../translated.ts';
import type { workbench as source } from '../zh-CN/workbench.ts';

export const workbench: Translated<typeof source> = {
  area: 'Workbench',
  empty: {
    what: 'What has to be done today, with the clients and the money at stake in each case.',
    first: 'Nothing is due. Start from Employees or Clients.',
  },
};
