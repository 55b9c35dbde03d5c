/** Whether what was typed leads to a place: part of its name in either language, of its pinyin, or its initials. */
export function leadsTo(typed: string, names: readonly string[], keywords: string): boolean {
  const text = typed.normalize('NFKC').trim().toLowerCase();
  if (text === '') return true;
  return (
    names.some((name) => name.toLowerCase().includes(text)) ||
    keywords.split(' ').some((keyword) => keyword.startsWith(text))
  );
}
