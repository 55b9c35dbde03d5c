import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { openPdf } from '../pdf/file.ts';
import { catalogOf } from '../pdf/pages.ts';
import { dictOf, PdfRef, PdfStream, PdfString, pdfName } from '../pdf/value.ts';
import { createUpdate } from '../pdf/write.ts';
import { type TestSigner, type TestTree, testTree } from '../testing/identities.ts';
import { sampleAgreement, signAs } from '../testing/sampleAgreement.ts';
import { appendUpdate, contentRef, firstPage, formOf, patch, replaceContents, withEntries } from '../testing/tamper.ts';
import { extractCms } from './extractCms.ts';
import { findSignatures } from './signatureDictionary.ts';
import { verifyPdf } from './verifyPdf.ts';

let tree: TestTree;
let employee: TestSigner;
let company: TestSigner;
let once: Uint8Array;
let signed: Uint8Array;

beforeAll(async () => {
  tree = testTree();
  employee = tree.signer('王小明');
  company = tree.signer('守客物流有限公司');
  once = await signAs(await sampleAgreement(), 'employee', employee);
  signed = await signAs(once, 'company', company);
});

const verify = (pdf: Uint8Array) => verifyPdf(pdf, { roots: [tree.root.raw] });
/** The codes of all findings at error level. */
const errorsOf = (pdf: Uint8Array): string[] => {
  const report = verify(pdf);
  const all = [...report.findings, ...report.signatures.flatMap((each) => each.findings)];
  return [...new Set(all.filter((each) => each.level === 'error').map((each) => each.code))];
};
const widget = (pdf: Uint8Array, name: string) => {
  const view = openPdf(pdf).view();
  const fields = view.array(formOf(view).dict.get('Fields')) ?? [];
  for (const ref of fields) {
    const dict = view.dict(ref);
    const title = dict?.get('T');
    if (
      ref instanceof PdfRef &&
      dict !== undefined &&
      title instanceof PdfString &&
      Buffer.from(title.bytes).toString() === name
    ) {
      return { ref, dict };
    }
  }
  throw new Error(`no field ${name}`);
};

test('the untouched agreement is valid, in both languages', () => {
  const report = verify(signed);
  expect(report).toMatchObject({ verdict: 'valid', revisions: 4, unsignedFields: [], findings: [] });
  expect(report.words.zh).toContain('王小明');
  expect(report.words.en).toContain('Valid');
  expect(report.signatures.map((each) => each.coversWholeFile)).toEqual([false, true]);
});

describe('bytes', () => {
  test('one byte changed anywhere in the signed ranges is found', () => {
    const last = findSignatures(openPdf(signed)).signed.find((each) => each.field === 'company');
    const [first, second] = last?.signed ?? [];
    if (first === undefined || second === undefined) throw new Error('not signed');
    const position = fc.integer({ min: 0, max: first.length + second.length - 1 });
    fc.assert(
      fc.property(position, fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const copy = Buffer.from(signed);
        const index = at < first.length ? at : signed.length - second.length + (at - first.length);
        copy[index] = (copy[index] ?? 0) ^ mask;
        expect(['invalid', 'unreadable', 'unsigned']).toContain(verify(copy).verdict);
      }),
      { numRuns: 250 },
    );
  });

  test('bytes behind the end are found, even a second end marker', () => {
    // The last of them points back to an earlier cross-reference, to make readers show an earlier state.
    const earlier = openPdf(signed).revisions[2]?.sections[0]?.offset;
    for (const tail of ['x', '%%EOF\n', '\n\n', '0 0 obj', `startxref\n${earlier}\n%%EOF\n`]) {
      expect(errorsOf(Buffer.concat([signed, Buffer.from(tail)])), tail).toContain('file.trailingBytes');
    }
  });

  test('something hidden in the room behind the signature data is found', () => {
    const cms = extractCms(signed)[1]?.cms ?? new Uint8Array();
    expect(errorsOf(replaceContents(signed, 'company', Buffer.concat([cms, Buffer.from('hidden')])))).toEqual([
      'cms.padding',
    ]);
  });
});

describe('ranges', () => {
  const ranges = (edit: (numbers: number[]) => number[]): string[] =>
    errorsOf(
      patch(signed, /\/ByteRange \[[\d ]+\](?![\s\S]*\/ByteRange)/, (found) => {
        const numbers = (found.match(/\d+/g) ?? []).map(Number);
        return `/ByteRange [${edit(numbers).join(' ')}]`;
      }),
    );
  test('that do not start at 0, overlap, leave a wider gap, end early, end late, or are not two', () => {
    expect(ranges(([, b = 0, c = 0, d = 0]) => [1, b, c, d])).toContain('byteRange.start');
    expect(ranges(([, b = 0, , d = 0]) => [0, b, b - 9, d])).toContain('byteRange.overlap');
    expect(ranges(([, b = 0, c = 0, d = 0]) => [0, b - 20, c, d])).toContain('byteRange.gap');
    expect(ranges(([, b = 0, c = 0, d = 0]) => [0, b, c + 20, d - 20])).toContain('byteRange.gap');
    expect(ranges(([, b = 0, c = 0, d = 0]) => [0, b, c, d - 30])).toContain('byteRange.uncovered');
    expect(ranges(([, b = 0, c = 0, d = 0]) => [0, b, c, d + 5])).toContain('byteRange.beyond');
    expect(ranges(([, b = 0]) => [0, b])).toContain('byteRange.single');
    expect(ranges(() => [])).toContain('byteRange.malformed');
  });

  test('or are missing, together with the signature itself', () => {
    expect(errorsOf(patch(signed, /\/ByteRange \[/, () => '/BiteRange ['))).toContain('byteRange.malformed');
    expect(errorsOf(patch(signed, /\/Contents <30/, () => '/Kontents <30'.slice(0, 12)))).toContain(
      'byteRange.noContents',
    );
  });
});

describe('later revisions', () => {
  test('that overwrite the page content', () => {
    const attacked = appendUpdate(signed, (update, view) => {
      update.set(contentRef(view), new PdfStream(new Map(), Buffer.from('BT ET')));
    });
    expect(errorsOf(attacked)).toEqual(['change.forbidden']);
    expect(verify(attacked).words.zh).toContain('页面内容');
  });

  test('that give the page other content, another size, or a note over the text', () => {
    const page = (entries: Parameters<typeof withEntries>[1]) => (): string[] =>
      errorsOf(
        appendUpdate(signed, (update, view) => {
          const { ref, dict } = firstPage(view);
          update.set(ref, withEntries(dict, entries));
        }),
      );
    expect(page({ Contents: new PdfRef(1) })()).toEqual(['change.forbidden']);
    expect(page({ MediaBox: [0, 0, 100, 100] })()).toEqual(['change.forbidden']);
    const note = appendUpdate(signed, (update, view) => {
      const { ref, dict } = firstPage(view);
      const annotation = update.add(
        dictOf({ Type: pdfName('Annot'), Subtype: pdfName('Square'), Rect: [0, 0, 600, 800] }),
      );
      update.set(ref, withEntries(dict, { Annots: [...(view.array(dict.get('Annots')) ?? []), annotation] }));
    });
    expect(errorsOf(note)).toEqual(['change.annotation']);
  });

  test('that add, drop or replace pages, or replace the whole document', () => {
    const pagesRef = (pdf: Uint8Array) => catalogOf(openPdf(pdf).view()).dict.get('Pages');
    const more = appendUpdate(signed, (update, view) => {
      const ref = pagesRef(signed);
      const dict = view.dict(ref);
      if (!(ref instanceof PdfRef) || dict === undefined) throw new Error('no pages');
      const extra = update.add(dictOf({ Type: pdfName('Page'), Parent: ref, MediaBox: [0, 0, 10, 10] }));
      update.set(ref, withEntries(dict, { Kids: [...(view.array(dict.get('Kids')) ?? []), extra], Count: 2 }));
    });
    expect(errorsOf(more)).toEqual(['change.forbidden']);
    const replaced = appendUpdate(signed, (update, view) => {
      const { ref, dict } = catalogOf(view);
      update.set(ref, withEntries(dict, { Pages: update.add(dictOf({ Type: pdfName('Pages'), Kids: [], Count: 0 })) }));
    });
    expect(errorsOf(replaced)).toContain('change.forbidden');
    const catalog = catalogOf(openPdf(signed).view());
    const swapped = Buffer.from(
      Buffer.from(appendUpdate(signed, (update) => void update.add(new Map(catalog.dict))))
        .toString('latin1')
        .replace(/\/Root \d+ 0 R(?![\s\S]*\/Root)/, () => `/Root ${openPdf(signed).view().trailer.get('Size')} 0 R`),
      'latin1',
    );
    expect(errorsOf(swapped)).toContain('change.forbidden');
  });

  test('that take a signature out of its field, or lend it to another', () => {
    const { ref, dict } = widget(signed, 'employee');
    const removed = appendUpdate(signed, (update) =>
      update.set(ref, withEntries(dict, { V: undefined, AP: undefined })),
    );
    expect(errorsOf(removed)).toContain('change.forbidden');
    const other = widget(once, 'company');
    const lent = appendUpdate(once, (update) =>
      update.set(other.ref, withEntries(other.dict, { V: dict.get('V') ?? null })),
    );
    expect(errorsOf(lent)).toContain('file.sharedSignature');
  });

  test('that only draw a signature, without signing', () => {
    const { ref, dict } = widget(once, 'company');
    const drawn = appendUpdate(once, (update) => {
      const form = dictOf({ Type: pdfName('XObject'), Subtype: pdfName('Form'), BBox: [0, 0, 9, 9] });
      const appearance = update.add(new PdfStream(form, Buffer.from('0 0 9 9 re f')));
      update.set(ref, withEntries(dict, { AP: dictOf({ N: appearance }) }));
    });
    expect(errorsOf(drawn)).toEqual(['change.forbidden']);
    expect(verify(drawn).words.en).toContain('look signed');
  });

  test('that redraw, move or rename a signed field', () => {
    const { ref, dict } = widget(signed, 'employee');
    for (const entries of [{ Rect: [0, 0, 1, 1] }, { T: new PdfString(Buffer.from('boss')) }, { AP: null }]) {
      expect(errorsOf(appendUpdate(signed, (update) => update.set(ref, withEntries(dict, entries))))).toContain(
        'change.forbidden',
      );
    }
  });

  test('that add form fields, signed or not', () => {
    for (const type of ['Tx', 'Sig']) {
      const attacked = appendUpdate(signed, (update, view) => {
        const page = firstPage(view);
        const field = update.add(
          dictOf({
            Type: pdfName('Annot'),
            Subtype: pdfName('Widget'),
            FT: pdfName(type),
            T: new PdfString(Buffer.from('extra')),
            Rect: [0, 0, 500, 500],
            P: page.ref,
          }),
        );
        const { ref, dict } = formOf(view);
        update.set(ref, withEntries(dict, { Fields: [...(view.array(dict.get('Fields')) ?? []), field] }));
        update.set(
          page.ref,
          withEntries(page.dict, { Annots: [...(view.array(page.dict.get('Annots')) ?? []), field] }),
        );
      });
      expect(errorsOf(attacked), type).toEqual(['change.forbidden']);
    }
  });

  test('that loosen the permissions or make viewers redraw the form', () => {
    const catalog = catalogOf(openPdf(signed).view());
    const loosened = appendUpdate(signed, (update) =>
      update.set(catalog.ref, withEntries(catalog.dict, { Perms: undefined })),
    );
    expect(errorsOf(loosened)).toEqual(['change.forbidden']);
    const redrawn = appendUpdate(signed, (update, view) => {
      const { ref, dict } = formOf(view);
      update.set(ref, withEntries(dict, { NeedAppearances: true }));
    });
    expect(errorsOf(redrawn)).toEqual(['change.forbidden']);
  });

  test('that change nothing, or only say who saved it, are no fault', () => {
    const page = firstPage(openPdf(signed).view());
    expect(verify(appendUpdate(signed, (update) => update.set(page.ref, page.dict))).verdict).toBe('valid');
  });
});

describe('shadow attacks, prepared before the signature', () => {
  /** An agreement that holds an object no cross-reference names, signed by both. */
  const withHidden = async (hidden: string): Promise<{ pdf: Uint8Array; offset: number }> => {
    const prepared = await sampleAgreement();
    const file = openPdf(Buffer.concat([prepared, Buffer.from(hidden)]));
    const page = firstPage(file.view());
    const update = createUpdate(file);
    update.set(page.ref, page.dict);
    return {
      pdf: await signAs(await signAs(update.finish().bytes, 'employee', employee), 'company', company),
      offset: prepared.length,
    };
  };

  test('hidden content is reported as soon as it lies in the file', async () => {
    const { pdf } = await withHidden('7 0 obj\n<</Length 5>>\nstream\nBT ET\nendstream\nendobj\n');
    const report = verify(pdf);
    expect(report.verdict).toBe('valid');
    expect(report.findings.map((each) => [each.level, each.code])).toEqual([['warning', 'coverage.unaccounted']]);
  });

  test('switching to hidden content by a new cross-reference alone is found', async () => {
    const num = contentRef(openPdf(await sampleAgreement()).view()).num;
    const { pdf, offset } = await withHidden(`${num} 0 obj\n<</Length 5>>\nstream\nBT ET\nendstream\nendobj\n`);
    const before = openPdf(pdf);
    const previous = before.revisions.at(-1)?.sections[0]?.offset;
    const table =
      `xref\n${num} 1\n${String(offset).padStart(10, '0')} 00000 n \n` +
      `trailer\n<</Size ${before.view().trailer.get('Size')} /Root ${catalogOf(before.view()).ref.num} 0 R /Prev ${previous}>>\n`;
    const attacked = Buffer.concat([pdf, Buffer.from(`${table}startxref\n${pdf.length}\n%%EOF\n`)]);
    expect(errorsOf(attacked)).toEqual(expect.arrayContaining(['coverage.foreignObject', 'change.forbidden']));
  });

  test('completing a reference that led nowhere when it was signed is found', async () => {
    const prepared = await sampleAgreement();
    const dangling = appendUpdate(prepared, (update, view) => {
      const { ref, dict } = firstPage(view);
      update.set(ref, withEntries(dict, { Contents: [contentRef(view), new PdfRef(500)] }));
    });
    const pdf = await signAs(dangling, 'employee', employee);
    const attacked = appendUpdate(pdf, (update) => {
      while (update.allocate().num < 500);
      update.set(new PdfRef(500), new PdfStream(new Map(), Buffer.from('0 0 999 999 re f')));
    });
    expect(errorsOf(attacked)).toContain('change.forbidden');
  });

  test('taking away what covered something is found', async () => {
    const covered = appendUpdate(await sampleAgreement(), (update, view) => {
      const { ref, dict } = firstPage(view);
      const cover = update.add(dictOf({ Type: pdfName('Annot'), Subtype: pdfName('Square'), Rect: [0, 0, 500, 500] }));
      update.set(ref, withEntries(dict, { Annots: [...(view.array(dict.get('Annots')) ?? []), cover] }));
    });
    const pdf = await signAs(covered, 'employee', employee);
    const uncovered = appendUpdate(pdf, (update, view) => {
      const { ref, dict } = firstPage(view);
      update.set(ref, withEntries(dict, { Annots: (view.array(dict.get('Annots')) ?? []).slice(0, -1) }));
    });
    expect(errorsOf(uncovered)).toEqual(['change.forbidden']);
  });

  test('an object with a second use is not changed under the cover of the first', async () => {
    const prepared = await sampleAgreement();
    const double = appendUpdate(prepared, (update, view) => {
      // The document's properties are at the same time the page's resources.
      const { ref, dict } = firstPage(view);
      const info = view.trailer.get('Info');
      update.set(ref, withEntries(dict, { PieceInfo: info ?? null }));
    });
    const pdf = await signAs(double, 'employee', employee);
    const attacked = appendUpdate(pdf, (update, view) => {
      const info = view.trailer.get('Info');
      if (info instanceof PdfRef) update.set(info, dictOf({ Title: new PdfString(Buffer.from('other')) }));
    });
    expect(errorsOf(attacked)).toEqual(['change.forbidden']);
  });
});

describe('signatures from elsewhere', () => {
  test('the two signatures of a file swapped', () => {
    const [a, b] = extractCms(signed);
    const swapped = replaceContents(
      replaceContents(signed, 'employee', b?.cms ?? a?.cms ?? new Uint8Array()),
      'company',
      a?.cms ?? new Uint8Array(),
    );
    expect(errorsOf(swapped)).toContain('cms.digestMismatch');
  });

  test('a signature moved from another document', async () => {
    const other = await signAs(await sampleAgreement('竞业限制协议'), 'employee', employee);
    const cms = extractCms(other)[0]?.cms ?? new Uint8Array();
    expect(errorsOf(replaceContents(once, 'employee', cms))).toEqual(['cms.digestMismatch']);
  });

  test('rubbish and nothing in place of a signature', () => {
    for (const cms of [
      Buffer.from('rubbish'),
      Buffer.alloc(10),
      Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]),
      Buffer.alloc(8000, 0x30),
    ]) {
      expect(errorsOf(replaceContents(once, 'employee', cms))).toContain('cms.unreadable');
    }
  });
});

test('a signature that is hung into its field only later is not taken for one of that time', async () => {
  const { ref, dict } = widget(signed, 'company');
  const value = dict.get('V');
  // As if the signature object had lain in its revision without a field, and a later revision had put it into one.
  const detached = Buffer.from(signed);
  const at = detached.lastIndexOf(`/V ${value instanceof PdfRef ? value.num : 0} 0 R`);
  detached.write('/W', at, 'latin1');
  const attached = appendUpdate(detached, (update) => update.set(ref, dict));
  expect(errorsOf(attached)).toContain('signature.attachedLater');
});

describe('earlier states', () => {
  test('a file cut back to the first signature is valid as far as it goes, and says what is missing', () => {
    const report = verify(once);
    expect(report).toMatchObject({ verdict: 'incomplete', unsignedFields: ['company'] });
    expect(report.words.zh).toContain('较早的一版');
    const end = openPdf(signed).revisions[2]?.end ?? 0;
    expect(verify(signed.subarray(0, end)).verdict).toBe('incomplete');
  });

  test('cut back to before any signature it is unsigned; cut anywhere else it is refused', () => {
    const { revisions } = openPdf(signed);
    expect(verify(signed.subarray(0, revisions[1]?.end)).verdict).toBe('unsigned');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: signed.length - 1 }), (length) => {
        const clean = revisions.some((each) => length === each.end || length === each.endOfMarker);
        const { verdict } = verify(signed.subarray(0, length));
        if (!clean) expect(['unreadable', 'invalid']).toContain(verdict);
        expect(verdict).not.toBe('valid');
      }),
      { numRuns: 100 },
    );
  });
});
