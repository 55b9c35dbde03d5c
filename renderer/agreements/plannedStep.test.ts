import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { stepOf } from './plannedStep.ts';

const noKey: Refusal = {
  kind: 'barred',
  code: 'agreement.noSignerKey',
  zh: '还没有签署密钥。',
  en: 'No signing key yet.',
  next: { zh: '请先设置 PIN。', en: 'Set the PIN first.' },
};
const planned = {
  kind: 'nonDisclosure',
  state: null,
  method: 'certificate',
  missing: [],
  refusals: [],
} as const satisfies Parameters<typeof stepOf>[0];

describe('the next step of a planned agreement', () => {
  it('goes from the terms over the document to signing and sealing', () => {
    expect(stepOf({ ...planned, missing: ['term'] })).toBe('fill');
    expect(stepOf(planned)).toBe('generate');
    expect(stepOf({ ...planned, state: 'draft' })).toBe('sign');
    expect(stepOf({ ...planned, state: 'refused' })).toBe('sign');
    expect(stepOf({ ...planned, state: 'signedByEmployee' })).toBe('seal');
    expect(stepOf({ ...planned, state: 'completed' })).toBeUndefined();
  });

  it('on paper ends with the scan', () => {
    expect(stepOf({ ...planned, method: 'wetInk', state: 'draft' })).toBe('file');
    expect(stepOf({ ...planned, method: 'wetInk', state: 'signedByEmployee' })).toBeUndefined();
  });

  it('is not there while something else has to come first', () => {
    expect(stepOf({ ...planned, state: 'draft', refusals: [noKey] })).toBeUndefined();
    expect(stepOf({ ...planned, kind: 'electronicSigning', refusals: [noKey] })).toBeUndefined();
    // Making the document does not need the key.
    expect(stepOf({ ...planned, refusals: [noKey] })).toBe('generate');
  });
});
