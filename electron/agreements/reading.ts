import { type Refusal, RefusalError, type Words } from '../../shared/domain/refusal.ts';

/** A clause that is acknowledged by itself: 民法典 496. */
export interface HighlightedClause {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Counts from 1. */
  readonly page: number;
}

/** What is put before a signer, as bytes already stored. */
export interface PresentedDocument {
  readonly agreementId: string;
  readonly documentHash: string;
  readonly pages: number;
  readonly clauses: readonly HighlightedClause[];
}

/** Who reads where: another window or another person cannot turn the pages of this one. */
export interface ReadingPlace {
  readonly sessionId: string;
  readonly accountId: string;
}

/** A reading under way. All instants are the branch's own, UTC milliseconds; what a window claims is not asked. */
export interface Reading extends PresentedDocument {
  readonly id: string;
  readonly place: ReadingPlace;
  readonly presentedAt: number;
  /** When each page read so far was turned, in order. */
  readonly turnedAt: readonly number[];
  readonly acknowledged: ReadonlyMap<string, number>;
}

/** Least time for which a page is shown, milliseconds. Scrolling a page of A4 to its end takes about as long. */
export const minimumPerPage = 4_000;
/** Least time between two acknowledgements: one press cannot tick them all. */
export const minimumPerClause = 1_500;
/** A reading that was left lying begins again. */
const longest = 2 * 3_600_000;

/** When the present page may be turned at the earliest. */
export const turnableAt = (reading: Reading): number =>
  (reading.turnedAt.at(-1) ?? reading.presentedAt) + minimumPerPage;

const finishedAt = (reading: Reading): number =>
  Math.max(reading.presentedAt, ...reading.turnedAt, ...reading.acknowledged.values());

/**
 * Readings under way, kept in memory: after a restart the document is put before the signer again. One reading per
 * agreement: the window that presents it last has it.
 */
export class Readings {
  readonly #byId = new Map<string, Reading>();

  present(id: string, document: PresentedDocument, place: ReadingPlace, now: number): Reading {
    for (const [other, reading] of this.#byId) {
      const given = reading.agreementId === document.agreementId;
      if (given || now - finishedAt(reading) > longest) this.#byId.delete(other);
    }
    const reading: Reading = { ...document, id, place, presentedAt: now, turnedAt: [], acknowledged: new Map() };
    this.#byId.set(id, reading);
    return reading;
  }

  /** @throws RefusalError `reading.takenOver` when it is over, or belongs to another window. */
  at(id: string, place: ReadingPlace, now: number): Reading {
    const reading = this.#byId.get(id);
    const mine = reading?.place.sessionId === place.sessionId && reading.place.accountId === place.accountId;
    if (reading === undefined || !mine || now - finishedAt(reading) > longest) throw new RefusalError(takenOver);
    return reading;
  }

  /** The page was read to its end. Pages are turned in order, none before its time. */
  turn(reading: Reading, page: number, now: number): Reading {
    // The same page once more is a second press of the same key, not a mistake.
    if (page === reading.turnedAt.length && page > 0) return reading;
    if (page !== reading.turnedAt.length + 1 || page > reading.pages) {
      throw new RefusalError(wrongPage(Math.min(reading.turnedAt.length + 1, reading.pages)));
    }
    const wait = turnableAt(reading) - now;
    if (wait > 0) throw new RefusalError(tooEarly(Math.ceil(wait / 1000)));
    return this.#keep({ ...reading, turnedAt: [...reading.turnedAt, now] });
  }

  /** One highlighted clause, after every page was read; in the order of the document. */
  acknowledge(reading: Reading, clauseId: string, now: number): Reading {
    if (reading.acknowledged.has(clauseId)) return reading;
    if (reading.turnedAt.length < reading.pages) throw new RefusalError(wrongPage(reading.turnedAt.length + 1));
    const next = reading.clauses.find((clause) => !reading.acknowledged.has(clause.id));
    if (next === undefined || next.id !== clauseId) throw new RefusalError(wrongClause(next?.title ?? ''));
    const wait = finishedAt(reading) + minimumPerClause - now;
    if (wait > 0) throw new RefusalError(tooEarly(Math.ceil(wait / 1000)));
    return this.#keep({ ...reading, acknowledged: new Map([...reading.acknowledged, [clauseId, now]]) });
  }

  /** Titles of the clauses not acknowledged yet. */
  missingClauses(reading: Reading): string[] {
    return reading.clauses.filter((clause) => !reading.acknowledged.has(clause.id)).map((clause) => clause.title);
  }

  end(id: string): void {
    this.#byId.delete(id);
  }

  /** Ends whatever is being read of an agreement, in any window. */
  endOf(agreementId: string): void {
    for (const [id, reading] of this.#byId) if (reading.agreementId === agreementId) this.#byId.delete(id);
  }

  #keep(reading: Reading): Reading {
    this.#byId.set(reading.id, reading);
    return reading;
  }
}

/** Milliseconds spent on each page. */
export const timePerPage = (reading: Reading): number[] =>
  reading.turnedAt.map((at, index) => at - (reading.turnedAt[index - 1] ?? reading.presentedAt));

const refusal = (code: string, said: Words, next: Words): Refusal => ({ kind: 'barred', code, ...said, next });

const takenOver = refusal(
  'reading.takenOver',
  {
    zh: '这次阅读已经结束，或已在另一个窗口重新开始。',
    en: 'This reading is over, or was begun anew in another window.',
  },
  { zh: '请从协议页重新进入签署。', en: 'Open the signing again from the page of the agreement.' },
);

const tooEarly = (seconds: number): Refusal =>
  refusal(
    'reading.tooEarly',
    { zh: `还没有到最短阅读时间，请再看 ${seconds} 秒。`, en: `Please read for another ${seconds} second(s).` },
    { zh: '看完后再继续。', en: 'Go on when you have read it.' },
  );

const wrongPage = (page: number): Refusal =>
  refusal(
    'reading.wrongPage',
    { zh: `请按顺序阅读，现在是第 ${page} 页。`, en: `Pages are read in order; this is page ${page}.` },
    { zh: '请先读完这一页。', en: 'Read this page first.' },
  );

const wrongClause = (title: string): Refusal =>
  refusal(
    'reading.wrongClause',
    {
      zh: title === '' ? '重点条款已全部确认。' : `重点条款逐条确认，现在是“${title}”。`,
      en:
        title === ''
          ? 'All highlighted clauses are acknowledged.'
          : `Clauses are acknowledged one by one; this is “${title}”.`,
    },
    { zh: '请按顺序确认。', en: 'Acknowledge them in order.' },
  );
