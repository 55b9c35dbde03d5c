import { createHash, sign } from 'node:crypto';
import PDFDocument from 'pdfkit';
import type { ReadingRecord } from '../electron/agreements/render/auditPage.ts';
import { type FilledAgreement, fillTemplate } from '../electron/agreements/render/fill.ts';
import { renderAgreement } from '../electron/agreements/render/renderAgreement.ts';
import { builtInTemplates } from '../electron/agreements/render/templates.ts';
import { signWithKey, signWithSeal } from '../electron/agreements/signing.ts';
import { branchTree } from '../electron/agreements/testing/branchTree.ts';
import type { TestSigner } from '../electron/agreements/testing/identities.ts';
import { sampleContent } from '../electron/agreements/testing/sampleContent.ts';
import { verifyPdf } from '../electron/agreements/verify/verifyPdf.ts';
import { fontsFor } from '../electron/paper/fonts.ts';
import { orThrow } from '../shared/domain/refusal.ts';
import { readCertificate } from '../shared/pki/certificate.ts';
import { type Benchmark, percentile, type Row, rounded, timed } from './benchmark.ts';

const now = Date.UTC(2026, 10, 23, 1);

/**
 * One agreement as a branch makes it: set from its template with the record of its reading, signed by the employee, sealed by
 * the company, verified by our own verifier. Unlocking the key is left out: the PIN's scrypt is slow on purpose.
 */
export const benchmark: Benchmark = {
  name: 'agreement',
  run: async ({ quick }): Promise<Row[]> => {
    const tree = await branchTree();
    const [employee, seal] = [await tree.employee('梁文'), await tree.seal()];
    const agreement = nonCompete();
    const reading = await readingOf(agreement);
    const anchors = { roots: [tree.root.der], revocationLists: [], at: Date.now() };
    const floorOf = await plainFloor(agreement, employee);
    const samples = noSamples();
    const round = async (into: Samples): Promise<void> => {
      let pdf: Uint8Array = new Uint8Array();
      const render = await timed(async () => {
        pdf = (await renderAgreement(nonCompete(), { createdAt: now, sample: false, reading })).bytes;
      });
      const signing = await timed(async () => {
        pdf = await signWithKey({ pdf, signer: employee, at: now, name: '梁文', serial: serialOf(employee), title });
        pdf = await signWithSeal({ pdf, signer: seal, certificate: certificateOf(seal), at: now, companyName, reason });
      });
      const verify = await timed(() => {
        const { verdict, signatures } = verifyPdf(pdf, anchors);
        if (verdict !== 'valid' || signatures.length !== 2) throw new Error(`the agreement is ${verdict}`);
      });
      into.render.push(render);
      into.signing.push(signing);
      into.verify.push(verify);
      into.whole.push(render + signing + verify);
      // In turn, so that whatever else the machine does falls on both alike.
      into.floor.push(await timed(floorOf));
    };
    const warm = noSamples();
    for (let at = 0; at < (quick ? 4 : 10); at++) await round(warm);
    for (let at = 0; at < (quick ? 10 : 100); at++) await round(samples);
    const median = (list: readonly number[]): number => percentile(list, 0.5);
    const [value, floor] = [median(samples.whole), median(samples.floor)];
    const reported = { unit: 'ms', floor: null, ratio: null, target: '', met: null, peers: [] };
    return [
      {
        name: 'render an agreement, sign it twice (RSA-3072, PAdES), verify it',
        ...{ value: rounded(value), unit: 'ms', floor: rounded(floor), ratio: rounded(value / floor) },
        ...{ target: '<= 2x pdfkit render + one RSA-3072', met: value / floor <= 2, peers: [] },
      },
      { ...reported, name: '  of it: render with audit page and fields', value: rounded(median(samples.render)) },
      { ...reported, name: '  of it: two signatures', value: rounded(median(samples.signing)) },
      { ...reported, name: '  of it: verify', value: rounded(median(samples.verify)) },
    ];
  },
};

type Samples = Record<'whole' | 'floor' | 'render' | 'signing' | 'verify', number[]>;
const noSamples = (): Samples => ({ whole: [], floor: [], render: [], signing: [], verify: [] });

const title = '竞业限制协议';
const reason = `公司用印《${title}》`;
const companyName = '守客物流（厦门）有限公司';
const certificateOf = (signer: TestSigner) => orThrow(readCertificate(signer.certificate));
const serialOf = (signer: TestSigner): string => certificateOf(signer).serialNumber;

function nonCompete(): FilledAgreement {
  const template = builtInTemplates.find((each) => each.kind === 'nonCompete');
  if (template === undefined) throw new Error('no template');
  const content = sampleContent('nonCompete');
  return orThrow(fillTemplate(template, { ...content, values: { ...content.values, employeeName: '梁文' } }));
}

/** As the ceremony records it: pages and clauses of the copy that was read. */
async function readingOf(agreement: FilledAgreement): Promise<ReadingRecord> {
  const read = await renderAgreement(agreement, { createdAt: now, sample: false });
  return {
    presentedAt: now - 400_000,
    finishedAt: now - 10_000,
    documentHash: createHash('sha256').update(read.bytes).digest('hex'),
    pages: Array.from({ length: read.pageCount }, () => 20_000),
    clauses: read.clauses.map(({ id, title: name }, at) => ({ id, title: name, at: now - 300_000 + at * 4000 })),
    identity: 'idCardChecked',
    witness: '李人事',
  };
}

/**
 * The least that makes such a paper and a signature: pdfkit sets the same words in the same two fonts, its own line breaking,
 * no tables; one RSA-3072 signature over the bytes. The fonts stay open from one document to the next, as ours do.
 */
async function plainFloor(agreement: FilledAgreement, signer: TestSigner): Promise<() => Promise<void>> {
  const fonts = await fontsFor([]);
  const face = (weight: 'regular' | 'bold') => {
    const glyph = fonts.glyph(0x4e00, weight);
    if (glyph === null) throw new Error('no font');
    // Without our own glyph-by-glyph layout: as fontkit opens it.
    return Object.getPrototypeOf(glyph.face.font) as typeof glyph.face.font;
  };
  const [regular, bold] = [face('regular'), face('bold')];
  return async () => {
    const document = new PDFDocument({ size: 'A4', margin: 60, font: '' });
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise<void>((done) => document.on('end', done));
    document.font(bold).fontSize(18).text(agreement.template.title);
    document.font(regular).fontSize(10.5);
    for (const field of agreement.template.fields) {
      const shown = agreement.shown[field.name];
      if (shown !== undefined) document.text(`${field.label.zh} ${shown}`);
    }
    for (const spans of agreement.preamble) document.text(spans.map((span) => span.text).join(''));
    for (const section of agreement.sections) {
      document.font(bold).text(section.heading).font(regular);
      for (const clause of section.clauses) {
        document.text(`${clause.number} ${clause.title}。${clause.text.map((span) => span.text).join('')}`);
      }
    }
    document.end();
    await ended;
    sign('sha256', Buffer.concat(chunks), signer.key);
  };
}
