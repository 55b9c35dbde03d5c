import type { Translated } from '../translated.ts';
import type { employees as source } from '../zh-CN/employees.ts';

export const employees: Translated<typeof source> = {
  area: 'Employees',
  empty: {
    what: 'Everyone who works, is about to work or has worked here, with the clients each of them looks after.',
    first: 'Register an employee first: check the ID, choose the position, then have the agreements signed.',
  },
};
