import type { PdfView } from './file.ts';
import { isDict, nameOf, type PdfDict, PdfRef, PdfUnreadable } from './value.ts';

const MAX_PAGES = 20_000;

export interface PdfPage {
  readonly ref: PdfRef;
  readonly dict: PdfDict;
}

/** The document's catalog with its reference. @throws PdfUnreadable */
export function catalogOf(view: PdfView): { ref: PdfRef; dict: PdfDict } {
  const ref = view.trailer.get('Root');
  const dict = view.dict(ref);
  if (!(ref instanceof PdfRef) || dict === undefined) throw new PdfUnreadable('structure', 'no catalog');
  return { ref, dict };
}

/** The pages in order. A tree with a circle, a page as direct object or more than 20,000 pages is refused. @throws PdfUnreadable */
export function pagesOf(view: PdfView): PdfPage[] {
  const pages: PdfPage[] = [];
  const seen = new Set<number>();
  const walk = (node: unknown): void => {
    if (!(node instanceof PdfRef)) throw new PdfUnreadable('structure', 'page tree node is no reference');
    if (seen.has(node.num)) throw new PdfUnreadable('structure', 'page tree leads in a circle');
    seen.add(node.num);
    if (seen.size > MAX_PAGES) throw new PdfUnreadable('limit', 'too many pages');
    const dict = view.dict(node);
    if (!isDict(dict)) throw new PdfUnreadable('structure', 'page tree node is no dictionary');
    const kids = view.array(dict.get('Kids'));
    if (nameOf(view.get(dict, 'Type')) === 'Pages' || kids !== undefined) for (const kid of kids ?? []) walk(kid);
    else pages.push({ ref: node, dict });
  };
  walk(catalogOf(view).dict.get('Pages'));
  return pages;
}
