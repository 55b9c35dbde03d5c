import { expect, it } from 'vitest';
import { type FoundOnScan, returnedOf } from './returned.ts';

const found = (subjectId: string, pages: number[], missing: number[] = [], unread: number[] = []): FoundOnScan => ({
  pages,
  missing,
  unread,
  form: {
    id: `form of ${subjectId}`,
    kind: 'confirmationLetter',
    number: 'SK-TJ01-KHQR-20261123-0001-R0',
    reprint: 0,
    caseId: 'case',
    subjectTable: 'confirmationLetter',
    subjectId,
    subjectLabel: '',
    printedAt: 0,
    printedBy: '',
    pageCount: 2,
    documentHash: '',
    scans: 0,
  },
});

it('files of a stack only the pages of the form, a reprinted sheet with them', () => {
  expect(returnedOf([found('a', [1, 2]), found('b', [3, 4])], 'b')).toMatchObject({ match: 'same', pages: [3, 4] });
  expect(returnedOf([found('a', [3]), found('b', [1]), found('a', [2])], 'a')).toMatchObject({
    match: 'same',
    pages: [2, 3],
  });
});

it('says what the scan shows: another form, too few pages, or a page that somebody has to compare by eye', () => {
  expect(returnedOf([found('a', [1, 2])], 'b').match).toBe('other');
  expect(returnedOf([found('a', [1], [2])], 'a')).toMatchObject({ match: 'missing', missing: [2] });
  expect(returnedOf([found('a', [1], [2], [2])], 'a')).toMatchObject({ match: 'unread', pages: undefined });
});

it('takes no unread page out of a stack: it may be another person’s', () => {
  const stack = [found('a', [1], [2], [2]), found('b', [3, 4], [], [2])];
  expect(returnedOf(stack, 'a')).toMatchObject({ match: 'missing', pages: [1] });
});
