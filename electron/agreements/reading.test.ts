import { describe, expect, it } from 'vitest';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { minimumPerClause, minimumPerPage, Readings, timePerPage } from './reading.ts';

const document = {
  agreementId: 'a1',
  documentHash: 'f'.repeat(64),
  pages: 2,
  clauses: [
    { id: 'c1', title: '第一条', text: '甲', page: 1 },
    { id: 'c2', title: '第二条', text: '乙', page: 2 },
  ],
};
const place = { sessionId: 's1', accountId: 'clerk' };

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof RefusalError) return error.refusals[0]?.code ?? '';
    throw error;
  }
  return 'done';
}

describe('a reading', () => {
  it('goes page by page, each for its time, then clause by clause', () => {
    const readings = new Readings();
    let reading = readings.present('r1', document, place, 1_000);
    expect(codeOf(() => readings.turn(reading, 1, 1_000 + minimumPerPage - 1))).toBe('reading.tooEarly');
    expect(codeOf(() => readings.turn(reading, 2, 60_000))).toBe('reading.wrongPage');
    reading = readings.turn(reading, 1, 1_000 + minimumPerPage);
    expect(codeOf(() => readings.turn(reading, 2, 1_000 + minimumPerPage + 1))).toBe('reading.tooEarly');
    expect(codeOf(() => readings.acknowledge(reading, 'c1', 90_000))).toBe('reading.wrongPage');
    reading = readings.turn(reading, 2, 10_000);
    expect(codeOf(() => readings.turn(reading, 3, 90_000))).toBe('reading.wrongPage');
    expect(codeOf(() => readings.acknowledge(reading, 'c2', 20_000))).toBe('reading.wrongClause');
    expect(codeOf(() => readings.acknowledge(reading, 'c1', 10_001))).toBe('reading.tooEarly');
    reading = readings.acknowledge(reading, 'c1', 20_000);
    expect(readings.missingClauses(reading)).toEqual(['第二条']);
    expect(codeOf(() => readings.acknowledge(reading, 'c2', 20_000 + minimumPerClause - 1))).toBe('reading.tooEarly');
    reading = readings.acknowledge(reading, 'c2', 22_000);
    expect(readings.missingClauses(reading)).toEqual([]);
    expect(timePerPage(reading)).toEqual([minimumPerPage, 10_000 - 1_000 - minimumPerPage]);
  });

  it('takes a second press of the same key for the same press', () => {
    const readings = new Readings();
    let reading = readings.present('r1', document, place, 0);
    reading = readings.turn(reading, 1, 5_000);
    expect(readings.turn(reading, 1, 5_001)).toBe(reading);
    reading = readings.turn(reading, 2, 12_000);
    reading = readings.acknowledge(reading, 'c1', 20_000);
    expect(readings.acknowledge(reading, 'c1', 20_001)).toBe(reading);
  });

  it('belongs to the window that began it last', () => {
    const readings = new Readings();
    readings.present('r1', document, place, 0);
    const other = { sessionId: 's2', accountId: 'clerk' };
    readings.present('r2', document, other, 1);
    expect(codeOf(() => readings.at('r1', place, 2))).toBe('reading.takenOver');
    expect(codeOf(() => readings.at('r2', place, 2))).toBe('reading.takenOver');
    expect(codeOf(() => readings.at('r2', { ...other, accountId: 'admin' }, 2))).toBe('reading.takenOver');
    expect(readings.at('r2', other, 2).id).toBe('r2');
    expect(codeOf(() => readings.at('r2', other, 3 * 3_600_000))).toBe('reading.takenOver');
  });
});
