/**
 * An identifier as typed, scanned or pasted, in the one form in which it is stored and compared: half-width upper-case
 * ASCII without white space and without the invisible marks that chat programs and spreadsheets leave behind. The Roman
 * numeral ten, which some input methods offer for the check character, becomes X. Nothing else is dropped, so that a
 * wrong character is still there to be refused.
 */
export function normaliseIdentifier(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u3000\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '')
    .replace(/[\u2169\u2179]/g, 'X')
    .replace(/[a-z]/g, (c) => c.toUpperCase());
}

const lookalikes: Readonly<Record<string, string>> = { O: '0', Q: '0', D: '0', I: '1', L: '1', Z: '2', S: '5', B: '8' };

/** The digit that a character is commonly misread for, as `O` for 0; undefined when there is none. */
export function digitLookalike(character: string): string | undefined {
  return Object.hasOwn(lookalikes, character) ? lookalikes[character] : undefined;
}
