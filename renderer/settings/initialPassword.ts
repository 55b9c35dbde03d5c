/** Neither 0 and o, nor 1, i and l: what is read out must be typed right. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const groups = 3;
const groupLength = 4;

/**
 * A password to be handed over and changed at the first sign-in: `k7mx-2fqp-9wte`, 59 bits. Bytes that would favour some
 * letters are drawn again.
 */
export function initialPassword(
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes),
): string {
  const letters: string[] = [];
  const fair = 256 - (256 % alphabet.length);
  while (letters.length < groups * groupLength) {
    for (const byte of random(new Uint8Array(16))) {
      if (byte < fair && letters.length < groups * groupLength) letters.push(alphabet.charAt(byte % alphabet.length));
    }
  }
  const word = letters.join('');
  return Array.from({ length: groups }, (_, index) => word.slice(index * groupLength, (index + 1) * groupLength)).join(
    '-',
  );
}
