import type { PdfFile, PdfRevision } from '../pdf/file.ts';
import { error, type Finding, warning } from './finding.ts';

/** Findings per file; a hostile file could have thousands. */
const MAX_REPORTED = 20;

/**
 * Accounts for every byte of a file: each revision has to consist of its own objects, its cross-reference and white space.
 * Objects that no cross-reference names lie ready for a later switch; entries that point out of their own revision are that
 * switch (the "hide and replace" kind of shadow attack).
 * @param firstSigned index of the first signed revision; what is odd from there on is an error, before it a warning
 * @throws PdfUnreadable
 */
export function checkCoverage(file: PdfFile, firstSigned: number): Finding[] {
  const findings: Finding[] = [];
  for (const revision of file.revisions) {
    if (findings.length >= MAX_REPORTED) break;
    const report = revision.index > firstSigned ? error : warning;
    const taken: { start: number; end: number }[] = [];
    const view = file.view(revision.index);
    for (const section of revision.sections) taken.push({ start: section.offset, end: section.end });
    for (const [num, entry] of revision.entries) {
      if (entry.kind !== 'offset') continue;
      if (entry.offset < revision.start || entry.offset >= revision.end) {
        findings.push(
          error(
            'coverage.foreignObject',
            `第 ${revision.index + 1} 版把对象 ${num} 指向别的版本里的内容：隐藏的内容被换了上来`,
            `Revision ${revision.index + 1} points object ${num} into another revision: hidden content was switched in`,
          ),
        );
        continue;
      }
      view.object(num);
      const extent = view.extents.get(num);
      if (extent !== undefined) taken.push(extent);
    }
    for (const gap of gaps(file, revision, taken)) {
      findings.push(
        report(
          'coverage.unaccounted',
          `第 ${revision.index + 1} 版第 ${gap.start} 字节起有 ${gap.end - gap.start} 字节不属于任何对象，可能是隐藏内容`,
          `Revision ${revision.index + 1} holds ${gap.end - gap.start} bytes at ${gap.start} that belong to no object; they may be hidden content`,
        ),
      );
    }
  }
  return findings.slice(0, MAX_REPORTED);
}

/** Stretches of a revision that nothing accounts for, apart from white space, comments and the closing lines. */
function gaps(
  file: PdfFile,
  revision: PdfRevision,
  taken: { start: number; end: number }[],
): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = [];
  let at = revision.start;
  for (const { start, end } of [
    ...taken.sort((a, b) => a.start - b.start),
    { start: revision.end, end: revision.end },
  ]) {
    if (start > at) {
      const text = Buffer.from(file.bytes.buffer, file.bytes.byteOffset + at, start - at).toString('latin1');
      const rest = text.replace(/^\s*startxref\s+\d+/, '').replace(/%[^\r\n]*/g, '');
      if (/[^\s\0]/.test(rest)) out.push({ start: at, end: start });
    }
    at = Math.max(at, end);
  }
  return out;
}
