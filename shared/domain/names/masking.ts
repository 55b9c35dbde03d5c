/** Personal data shown to people who need to recognise it but not to read it. */

const stars = (count: number): string => '*'.repeat(Math.max(0, count));

/** Keeps so many characters at both ends; what is too short to hide anything in is hidden whole. */
function keepEnds(text: string, head: number, tail: number): string {
  const characters = [...text];
  const hidden = characters.length - head - tail;
  if (hidden < 2) return stars(characters.length);
  return characters.slice(0, head).join('') + stars(hidden) + characters.slice(characters.length - tail).join('');
}

/** `138****5678`; a landline keeps its area code: `021-****5678`; others keep the last two to four digits. */
export function maskPhone(phone: string): string {
  const text = phone.trim();
  const areaCode = /^(0\d{2,3}-)(\d{7,8})$/.exec(text);
  if (areaCode) return (areaCode[1] ?? '') + keepEnds(areaCode[2] ?? '', 0, 4);
  const length = [...text].length;
  return length >= 11 ? keepEnds(text, 3, length - 7) : keepEnds(text, 0, Math.min(4, Math.floor(length / 3)));
}

/** `110105********002X`: the birthday is hidden. Passports and older cards keep two characters at both ends. */
export function maskIdNumber(number: string): string {
  const text = number.trim();
  return [...text].length >= 18 ? keepEnds(text, 6, 4) : keepEnds(text, 2, 2);
}

/** `张*`, `欧**`, `阿***·***`: the first character, and a middle dot where there is one. */
export function maskName(name: string): string {
  return [...name.trim()]
    .map((character, index) => (index === 0 || character === '\u00b7' || character === ' ' ? character : '*'))
    .join('');
}
