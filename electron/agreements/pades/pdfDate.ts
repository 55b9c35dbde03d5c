const BEIJING_MINUTES = 8 * 60;
const two = (value: number): string => String(value).padStart(2, '0');

/** An instant as a PDF date in China Standard Time, `D:20260301102033+08'00'` (ISO 32000-1, 7.9.4). */
export function pdfDate(instant: number): string {
  const t = new Date(instant + BEIJING_MINUTES * 60_000);
  const date = `${t.getUTCFullYear()}${two(t.getUTCMonth() + 1)}${two(t.getUTCDate())}`;
  return `D:${date}${two(t.getUTCHours())}${two(t.getUTCMinutes())}${two(t.getUTCSeconds())}+08'00'`;
}

/** The instant a PDF date names, in ms; undefined when it is malformed. Without a zone it is read as UTC. */
export function instantOfPdfDate(text: string): number | undefined {
  const m = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)(?:00'?00'?)?|([+-])(\d\d)'?(\d\d)?'?)?$/.exec(text);
  if (m === null) return undefined;
  const at = (i: number, otherwise: number): number => (m[i] === undefined ? otherwise : Number(m[i]));
  const [month, day, hour, minute, second] = [at(2, 1), at(3, 1), at(4, 0), at(5, 0), at(6, 0)];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = (m[8] === '-' ? -1 : 1) * (at(9, 0) * 60 + at(10, 0));
  return Date.UTC(at(1, 0), month - 1, day, hour, minute, second) - offset * 60_000;
}
