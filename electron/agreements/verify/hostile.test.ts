import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { cpuTime } from '../../testing/cpuTime.ts';
import { PdfStream } from '../pdf/value.ts';
import { type TestTree, testTree } from '../testing/identities.ts';
import { sampleAgreement, signAs } from '../testing/sampleAgreement.ts';
import { sharedData } from '../testing/sharedData.ts';
import { appendUpdate, contentRef, firstPage, replaceContents, withEntries } from '../testing/tamper.ts';
import { extractCms } from './extractCms.ts';
import { verifyPdf } from './verifyPdf.ts';

let tree: TestTree;
let signed: Uint8Array;
beforeAll(async () => {
  tree = testTree();
  signed = await signAs(await sampleAgreement(), 'employee', tree.signer('王小明'));
});
const verdictOf = (pdf: Uint8Array): string => verifyPdf(pdf, { roots: [tree.root.raw] }).verdict;

/** A file with one classic cross-reference table, from object bodies. */
function build(objects: readonly string[], trailer = '/Root 1 0 R'): Buffer {
  let text = '%PDF-1.7\n';
  const offsets = objects.map((body, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  for (const at of offsets) text += `${String(at).padStart(10, '0')} 00000 n \n`;
  return Buffer.from(
    `${text}trailer\n<</Size ${objects.length + 1} ${trailer}>>\nstartxref\n${start}\n%%EOF\n`,
    'latin1',
  );
}

describe('hostile files', () => {
  test('any mixture of damaged bytes leads to a verdict, never to a crash', () => {
    const edits = fc.array(fc.tuple(fc.nat(signed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(edits, (list) => {
        const copy = Buffer.from(signed);
        for (const [at, value] of list) copy[at] = value;
        expect(typeof verdictOf(copy)).toBe('string');
      }),
      { numRuns: 150 },
    );
  });

  test('any damage to the signature data is found, and none crashes', () => {
    const cms = extractCms(signed)[0]?.cms ?? new Uint8Array();
    fc.assert(
      fc.property(fc.nat(cms.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const copy = Buffer.from(cms);
        copy[at] = (copy[at] ?? 0) ^ mask;
        // A changed certificate of the chain that is not needed, or the message's own version, may leave it valid.
        expect(['invalid', 'untrusted', 'incomplete']).toContain(verdictOf(replaceContents(signed, 'employee', copy)));
      }),
      { numRuns: 200 },
    );
  });

  test('values nested without end, circles in references, pages and fields', () => {
    const deep = `<</Type /Catalog /Pages 2 0 R /X ${'['.repeat(200_000)}`;
    expect(verdictOf(build([deep]))).toBe('unreadable');
    expect(verdictOf(build(['2 0 R', '1 0 R']))).toBe('unreadable');
    const form = '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [3 0 R]>>>>';
    expect(verdictOf(build([form, '<</Kids []>>', '<</T (a) /FT /Sig /Kids [3 0 R]>>']))).toBe('unreadable');
    expect(
      verdictOf(build([form, '<</Kids []>>', '<</T (a) /Parent 3 0 R /FT /Sig /V 4 0 R>>', '<</Type /Sig>>'])),
    ).toBe('invalid');
    expect(verdictOf(build(['<</Length 2 0 R>>\nstream\n\nendstream', '<</Length 1 0 R>>\nstream\n\nendstream']))).toBe(
      'unreadable',
    );
  });

  test('cross-references that lead in a circle, outside, to a million entries, or to themselves', () => {
    const base = build(['<</Type /Catalog>>']);
    const at = base.lastIndexOf('xref\n0');
    expect(verdictOf(build(['<</Type /Catalog>>'], `/Root 1 0 R /Prev ${at}`))).toBe('unreadable');
    expect(verdictOf(build(['<</Type /Catalog>>'], '/Root 1 0 R /Prev 99999999'))).toBe('unreadable');
    const many = Buffer.from('%PDF-1.7\nxref\n0 99999999\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n');
    expect(verdictOf(many)).toBe('unreadable');
  });

  test('a compressed bomb in an object stream is refused within a second', () => {
    const bomb = deflateSync(Buffer.alloc(80 * 1024 * 1024));
    const index = Buffer.from([1, 0, 9, 0, 2, 0, 1, 0]);
    const head = Buffer.from(
      `%PDF-1.7\n1 0 obj\n<</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ${bomb.length}>>\nstream\n`,
    );
    const tail = Buffer.from('\nendstream\nendobj\n');
    const start = head.length + bomb.length + tail.length;
    const xref = Buffer.from(
      `3 0 obj\n<</Type /XRef /Size 4 /W [1 2 1] /Index [1 2] /Root 2 0 R /Length ${index.length}>>\nstream\n`,
    );
    const file = Buffer.concat([
      head,
      bomb,
      tail,
      xref,
      index,
      Buffer.from(`\nendstream\nendobj\nstartxref\n${start}\n%%EOF\n`),
    ]);
    expect(cpuTime(() => expect(verdictOf(file)).toBe('unreadable'))).toBeLessThan(1000);
  });

  test('a table in which every number points at one large object is refused by the work it asks for', () => {
    const large = `<</X (${'a'.repeat(300_000)})>>`;
    let text = `%PDF-1.7\n1 0 obj\n${large}\nendobj\n`;
    const start = text.length;
    text += 'xref\n0 20000\n';
    for (let i = 0; i < 20_000; i++) text += '0000000009 00000 n \n';
    text += `trailer\n<</Size 20000 /Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
    const file = Buffer.from(text, 'latin1');
    expect(cpuTime(() => expect(['unreadable', 'unsigned']).toContain(verdictOf(file)))).toBeLessThan(2000);
  });

  test('a web of connections, compared again for each of many revisions, is refused by the work it asks for', async () => {
    let web: Uint8Array = appendUpdate(await sampleAgreement(), (update, view) => {
      const { ref, dict } = firstPage(view);
      const strands = update.add(Array.from({ length: 200_000 }, () => contentRef(view)));
      update.set(ref, withEntries(dict, { PieceInfo: strands }));
    });
    web = await signAs(web, 'employee', tree.signer('王小明'));
    for (let i = 0; i < 40; i++) {
      web = appendUpdate(web, (update, view) =>
        update.set(contentRef(view), new PdfStream(new Map(), Buffer.from(`BT ${i} ET`))),
      );
    }
    expect(cpuTime(() => expect(['unreadable', 'invalid']).toContain(verdictOf(web)))).toBeLessThan(3000);
  });

  test('what is no PDF at all says so', () => {
    for (const text of ['', 'hello', '%PDF-', '%PDF-1.7\n%%EOF', '\u0000'.repeat(1000)]) {
      expect(verdictOf(Buffer.from(text))).toBe('unreadable');
    }
    expect(verifyPdf(Buffer.from('hello'), { roots: [] }).words.zh).toContain('不是 PDF');
  });
});

const malformed = sharedData('bad-inputs/pdf');
describe.skipIf(malformed === undefined)(
  `malformed files of others${malformed ? '' : ' [SKIPPED: ../shared/data/bad-inputs/pdf is not here]'}`,
  () => {
    const names = malformed === undefined ? [] : readdirSync(malformed).filter((name) => name.endsWith('.pdf'));
    test.each(names)('%s', (name) => {
      const file = readFileSync(join(malformed ?? '', name));
      const spent = cpuTime(() => {
        const report = verifyPdf(file, { roots: [] });
        // None of them is signed; what matters is a clear answer in time.
        expect(name === 'minimal.pdf' ? ['unsigned'] : ['unsigned', 'unreadable']).toContain(report.verdict);
        expect(report.words.zh.length).toBeGreaterThan(4);
      });
      expect(spent).toBeLessThan(500);
    });
  },
);
