import { describe, expect, it } from 'vitest';
import { isCombo, type KeyPress } from './combo.ts';

const press = (key: string, rest: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...rest,
});

describe('isCombo', () => {
  it('takes Ctrl and Command for Mod, and letters in either case', () => {
    expect(isCombo(press('k', { ctrlKey: true }), 'Mod+K')).toBe(true);
    expect(isCombo(press('K', { metaKey: true }), 'Mod+K')).toBe(true);
    expect(isCombo(press('k'), 'Mod+K')).toBe(false);
    expect(isCombo(press('k', { ctrlKey: true, altKey: true }), 'Mod+K')).toBe(false);
    expect(isCombo(press('k', { ctrlKey: true, shiftKey: true }), 'Mod+K')).toBe(false);
  });

  it('tells digits by their place', () => {
    expect(isCombo(press('¡', { altKey: true, code: 'Digit1' }), 'Alt+1')).toBe(true);
    expect(isCombo(press('1', { altKey: true, code: 'Numpad1' }), 'Alt+1')).toBe(true);
    expect(isCombo(press('1', { code: 'Digit1' }), 'Alt+1')).toBe(false);
  });

  it('tells signs by the sign, with or without Shift', () => {
    expect(isCombo(press('?', { shiftKey: true }), '?')).toBe(true);
    expect(isCombo(press('/'), '/')).toBe(true);
    expect(isCombo(press('/', { ctrlKey: true }), '/')).toBe(false);
  });

  it('leaves everything to the input method while it composes', () => {
    expect(isCombo(press('Enter', { isComposing: true }), 'Enter')).toBe(false);
    expect(isCombo(press('Process', { keyCode: 229, ctrlKey: true }), 'Mod+K')).toBe(false);
    expect(isCombo(press('Enter', { keyCode: 229 }), 'Enter')).toBe(false);
  });
});
