import { expect, it } from 'vitest';
import { initialPassword } from './initialPassword.ts';

it('makes each password another, without letters that look alike', () => {
  const made = new Set(Array.from({ length: 500 }, () => initialPassword()));
  expect(made.size).toBe(500);
  for (const password of made) {
    expect(password).toMatch(/^[a-hjkmnp-z2-9]{4}-[a-hjkmnp-z2-9]{4}-[a-hjkmnp-z2-9]{4}$/);
  }
});

it('favours no letter: bytes beyond the last whole round are drawn again', () => {
  let call = 0;
  const password = initialPassword((bytes) => bytes.fill(call++ === 0 ? 255 : 1));
  expect(password).toBe('bbbb-bbbb-bbbb');
  expect(call).toBe(2);
});
