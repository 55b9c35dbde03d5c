import type { Refusal } from '../../shared/domain/refusal.ts';

type Row = NonNullable<Refusal['about']>[number];

/** A piece of a sentence: text, or the name of a row that stands in it. */
export type Piece = string | Row;

/**
 * A sentence in pieces, so that the rows it names can be links where they stand, and the rows it does not name: nothing has to be
 * said twice. Each row is found once; of two names at one place the longer is meant.
 */
export function mentions(text: string, about: readonly Row[]): { pieces: readonly Piece[]; others: readonly Row[] } {
  const left = about.filter((row) => row.label !== '').sort((a, b) => b.label.length - a.label.length);
  const pieces: Piece[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const index = left.findIndex((row) => text.startsWith(row.label, at));
    const [row] = index < 0 ? [] : left.splice(index, 1);
    if (row === undefined) {
      plain += text.charAt(at);
      at += 1;
    } else {
      if (plain !== '') pieces.push(plain);
      plain = '';
      pieces.push(row);
      at += row.label.length;
    }
  }
  if (plain !== '') pieces.push(plain);
  return { pieces, others: about.filter((row) => !pieces.includes(row)) };
}
