import { expect, test } from 'vitest';
import { isWaiting, nextStep, type SyncState } from './road.ts';

const now = Date.UTC(2026, 10, 23, 4);
const day = 86_400_000;

const calm: SyncState = {
  enrolment: 'enrolled',
  headquarters: { name: '总部', rootFingerprint: '00' },
  request: null,
  waiting: { transactions: 0, operations: 0, events: 0, attachments: 0, oldestAt: null },
  sealed: 0,
  sent: 0,
  receipted: 4,
  oldestSealedAt: null,
  oldestSentAt: null,
  firstOpen: null,
  receivedUntil: now - day,
  lastReceiptAt: now - day,
  folder: null,
  problems: [],
  recent: [],
};
const words = { zh: '', en: '' };
const lost = { code: 'sync.keysLost', ...words, next: words };

test.each<[string, Partial<SyncState>, string]>([
  ['nothing to do', {}, 'clear'],
  ['not joined, whatever waits', { enrolment: 'none', sealed: 2 }, 'join'],
  ['asked', { enrolment: 'requested', headquarters: null }, 'answer'],
  ['keys lost', { enrolment: 'none', problems: [lost] }, 'keys'],
  ['keys lost, asked for new ones', { enrolment: 'requested', problems: [lost] }, 'answer'],
  ['an attachment alone', { waiting: { ...calm.waiting, attachments: 1 }, sealed: 1, sent: 1 }, 'seal'],
  ['sealed before sent', { sealed: 1, sent: 1, oldestSentAt: now - 9 * day }, 'carry'],
  ['just sent', { sent: 1, oldestSentAt: now - 3 * day }, 'wait'],
  ['sent too long ago', { sent: 1, oldestSentAt: now - 3 * day - 1 }, 'stuck'],
  ['a sample waits for nobody', { enrolment: 'sample', sent: 1, oldestSentAt: now - 9 * day }, 'clear'],
])('the next step: %s', (_, part, step) => {
  expect(nextStep({ ...calm, ...part }, now)).toBe(step);
});

test('what is seen in the log alone waits too', () => {
  expect(isWaiting(calm)).toBe(false);
  expect(isWaiting({ ...calm, waiting: { ...calm.waiting, events: 1 } })).toBe(true);
});
