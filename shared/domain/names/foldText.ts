/**
 * The marks that nobody sees and that pasted text carries: zero-width characters, direction marks, byte order marks,
 * soft hyphens. Variation selectors are not among them: they choose the shape of a rare character in a name.
 */
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
/** Dots that input methods and exports use where a middle dot (U+00B7) is meant. */
const middleDots = /[\u2022\u2024\u2027\u2219\u22c5\u2e31\u30fb\uff65\ufe52\u16eb]/g;

/** Composed form (NFC), half-width ASCII, one kind of space, one kind of middle dot, no invisible marks. */
export function tidyText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(invisible, '')
    .replace(middleDots, '\u00b7')
    .replace(/[\s\u3000]+/g, ' ')
    .trim();
}

/**
 * A text reduced to what a search compares: compatibility forms resolved, lower case, Latin letters without accents, only
 * letters and digits. Chinese characters stay as they are, also those beyond the basic plane.
 */
export function searchKey(text: string): string {
  return (
    text
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}\p{Co}]|\p{Variation_Selector}/gu, '')
      // After what stood between letter and accent is gone, so that a key is the key of itself.
      .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
      .normalize('NFKC')
      .toLowerCase()
  );
}
