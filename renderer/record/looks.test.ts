import { expect, it } from 'vitest';
import { isLook } from './looks.ts';

it.each(['employee.view', 'separation.viewItems', 'form.viewScan', 'form.preview', 'client.list'])(
  '%s is a look',
  (action) => expect(isLook(action)).toBe(true),
);

it.each(['employee.viewed.edit', 'separation.submit', 'account.frozen', 'letter.print', 'preview.edit'])(
  '%s is more than a look',
  (action) => expect(isLook(action)).toBe(false),
);
