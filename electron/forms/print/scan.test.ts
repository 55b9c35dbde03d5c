import { type Canvas, createCanvas, ImageData } from '@napi-rs/canvas';
import PDFDocument from 'pdfkit';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FormKind } from '../../../shared/schema/forms.ts';
import { composeDocument } from '../../paper/compose.ts';
import { type Raster, rasterise } from '../../paper/rasterise.ts';
import { FORM_KINDS } from './formNumber.ts';
import { type RenderedForm, renderForm } from './renderForm.ts';
import { formsOn, readScan, SCAN_LIMITS } from './scan.ts';
import { exampleForm } from './testing/examples.ts';

const kinds = Object.keys(FORM_KINDS) as FormKind[];
const DPIS = [100, 150, 200, 300];

async function printed(kind: FormKind, number?: string): Promise<RenderedForm> {
  const example = exampleForm(kind);
  const head = number ? { ...example.head, number } : example.head;
  const form = await renderForm(kind, { ...example, head });
  if (!form.ok) throw new Error(form.refusals[0]?.en);
  return form.value;
}

function canvasOf(raster: Raster): Canvas {
  const canvas = createCanvas(raster.width, raster.height);
  const pixels = new ImageData(new Uint8ClampedArray(raster.data), raster.width, raster.height);
  canvas.getContext('2d').putImageData(pixels, 0, 0);
  return canvas;
}

/** The sheet laid on the glass at an angle, degrees. */
function turned(source: Canvas, angle: number): Canvas {
  const [width, height] = angle % 180 === 90 ? [source.height, source.width] : [source.width, source.height];
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.translate(width / 2, height / 2);
  context.rotate((angle * Math.PI) / 180);
  context.drawImage(source, -source.width / 2, -source.height / 2);
  return canvas;
}

/** Every grey value through `map`; the same pseudo-random numbers each time, so that a failure can be repeated. */
function mapped(source: Canvas, map: (value: number, random: number) => number): Canvas {
  const context = source.getContext('2d');
  const image = context.getImageData(0, 0, source.width, source.height);
  let state = 0x2545f491;
  for (let i = 0; i < image.data.length; i += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const value = map(image.data[i] ?? 0, state / 2 ** 32);
    for (let channel = 0; channel < 3; channel += 1) image.data[i + channel] = value;
  }
  context.putImageData(image, 0, 0);
  return source;
}

/** A lower resolution up and down again, as an out-of-focus photograph has it. */
function blurred(source: Canvas): Canvas {
  const small = createCanvas(Math.round(source.width * 0.8), Math.round(source.height * 0.8));
  small.getContext('2d').drawImage(source, 0, 0, small.width, small.height);
  const canvas = createCanvas(source.width, source.height);
  canvas.getContext('2d').drawImage(small, 0, 0, source.width, source.height);
  return canvas;
}

const jpeg = (canvas: Canvas, quality = 75) => canvas.toBuffer('image/jpeg', quality);

/** What a scanner makes: a PDF with one picture per page. */
function scannedPdf(pictures: readonly Buffer[], blankPages = 0): Promise<Uint8Array> {
  const document = new PDFDocument({ size: 'A4', autoFirstPage: false });
  const chunks: Uint8Array[] = [];
  const finished = new Promise<Uint8Array>((resolve) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
  });
  for (const picture of pictures) document.addPage().image(picture, 0, 0, { width: 595.28, height: 841.89 });
  for (let page = 0; page < blankPages; page += 1) document.addPage();
  document.end();
  return finished;
}

async function expectFound(bytes: Uint8Array, form: RenderedForm) {
  const scan = await readScan(bytes);
  const hash = form.payloadHash.slice(0, 16);
  expect(scan.ok ? scan.value.forms : scan.refusals).toMatchObject([{ kind: form.kind, number: form.number, hash }]);
}
async function refusalOf(bytes: Uint8Array) {
  const scan = await readScan(bytes);
  const found = scan.ok ? formsOn(scan.value) : scan;
  if (found.ok) throw new Error(`found ${found.value.map((each) => each.number).join(', ')}`);
  const [refusal] = found.refusals;
  if (!refusal) throw new Error('refused without a reason');
  // Clear in both languages, and with a next step.
  for (const words of [refusal.zh, refusal.en, refusal.next.zh, refusal.next.en])
    expect(words.length).toBeGreaterThan(5);
  return refusal.code;
}

describe('a printed form', () => {
  it.each(kinds)('%s is found on its own PDF, on every page', async (kind) => {
    const form = await printed(kind);
    const scan = await readScan(form.bytes);
    const pages = Array.from({ length: form.pageCount }, (_, index) => index + 1);
    expect(scan.ok && scan.value).toMatchObject({
      pageCount: form.pageCount,
      unread: [],
      forms: [{ kind, pages, sheets: pages }],
    });
  });

  it.each(kinds.flatMap((kind) => DPIS.map((dpi) => [kind, dpi] as const)))(
    '%s is found on a scan at %i dpi',
    async (kind, dpi) => {
      const form = await printed(kind);
      await expectFound(jpeg(canvasOf(await rasterise(form.bytes, { dpi, page: 1 }))), form);
    },
  );
});

describe('a form with the longest number', () => {
  let form: RenderedForm;
  const pages = new Map<number, Raster>();
  beforeAll(async () => {
    form = await printed('handoverTable', 'SK-TIANJIN00001-LZJJ-20261123-123456-R12');
    for (const dpi of DPIS) pages.set(dpi, await rasterise(form.bytes, { dpi, page: 1 }));
  });
  const sheet = (dpi: number) => {
    const raster = pages.get(dpi);
    if (!raster) throw new Error(`no raster at ${dpi} dpi`);
    return canvasOf(raster);
  };

  describe.each(DPIS)('at %i dpi', (dpi) => {
    it.each([90, 180, 3])('is found when turned by %i degrees', (angle) =>
      expectFound(jpeg(turned(sheet(dpi), angle)), form),
    );
    it('is found through noise', () =>
      expectFound(jpeg(mapped(sheet(dpi), (value, random) => value * 0.8 + 25 + (random - 0.5) * 120)), form));
    it('is found at low contrast, as from an empty toner', () =>
      expectFound(jpeg(mapped(sheet(dpi), (value) => 150 + (value * 40) / 255)), form));
  });
  it('is found out of focus', () => expectFound(jpeg(blurred(sheet(100))), form));
  it('is found in a strongly compressed JPEG', () => expectFound(jpeg(sheet(100), 25), form));
  it('is found in a PNG', () => expectFound(sheet(150).toBuffer('image/png'), form));

  it('is found on a scanner’s PDF beside another form and a blank page', async () => {
    const other = await printed('visitRecord');
    const picture = jpeg(turned(canvasOf(await rasterise(other.bytes, { dpi: 150, page: 1 })), 180));
    const scan = await readScan(await scannedPdf([jpeg(sheet(150)), picture, jpeg(sheet(200))], 1));
    expect(scan.ok && scan.value).toMatchObject({
      pageCount: 4,
      unread: [{ page: 4, refusal: { code: 'scan.noCode' } }],
      forms: [
        // The same page twice is one page.
        { number: form.number, pages: [1, 3], sheets: [1] },
        { number: other.number, pages: [2], sheets: [1] },
      ],
    });
  });

  it('gives every scan its own answer when several are read at once', async () => {
    const other = await printed('visitRecord');
    const scans = await Promise.all([readScan(form.bytes), readScan(Buffer.from('x')), readScan(other.bytes)]);
    expect(scans.map((scan) => scan.ok && scan.value.forms[0]?.number)).toEqual([form.number, false, other.number]);
  });
});

describe('reading', () => {
  it('tells how far it has come', async () => {
    const form = await printed('handoverTable');
    const seen: number[][] = [];
    await readScan(form.bytes, { onPage: (read, pages) => seen.push([read, pages]) });
    expect(seen).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it('is given up when a file makes the decoder hang, and the next scan is read all the same', async () => {
    const form = await printed('visitRecord');
    const scan = await readScan(hangingPdf(), { silence: 1500 });
    expect(scan.ok ? scan.value : scan.refusals[0]?.code).toBe('scan.tooSlow');
    await expectFound(form.bytes, form);
  });
});

/** Forms within forms, each drawn ten times: ten billion strokes from a kilobyte. */
function hangingPdf(): Buffer {
  const depth = 10;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>',
    stream('', '/F Do '.repeat(10)),
  ];
  for (let level = 0; level < depth; level += 1) {
    const inner = 6 + level;
    const form = '/Type /XObject /Subtype /Form /BBox [0 0 595 842]';
    objects.push(
      level === depth - 1
        ? stream(form, '0 0 m 595 842 l S '.repeat(10))
        : stream(`${form} /Resources << /XObject << /F ${inner} 0 R >> >>`, '/F Do '.repeat(10)),
    );
  }
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(`%PDF-1.7\n${body}trailer << /Root 1 0 R /Size ${objects.length + 1} >>\n%%EOF\n`, 'latin1');
}
const stream = (entries: string, content: string) =>
  `<< ${entries} /Length ${content.length} >>\nstream\n${content}\nendstream`;

describe('what is no form is refused with the reason', () => {
  const withCode = async (qr: string) => {
    const { bytes } = await composeDocument({
      title: '别的纸',
      createdAt: 0,
      masthead: { organisation: '别的公司', title: '发货单', number: 'X-1', qr },
      blocks: [],
    });
    return bytes;
  };
  const broken = 'SHOUKE1|BFJL|SK-TJ01-LZJJ-20261123-0001-R0|0123456789abcdef';

  it('a page without a code', async () => {
    const { bytes } = await composeDocument({
      title: '无码',
      createdAt: 0,
      blocks: [{ kind: 'paragraph', text: '正文' }],
    });
    expect(await refusalOf(bytes)).toBe('scan.noCode');
  });
  it('another product’s code', async () => {
    expect(await refusalOf(await withCode('https://example.com/pay?id=1'))).toBe('scan.foreignCode');
  });
  it('a code of a later version', async () => {
    expect(await refusalOf(await withCode('SHOUKE2|BFJL|whatever'))).toBe('scan.newerCode');
  });
  it('a code whose number and kind do not agree', async () => {
    expect(await refusalOf(await withCode(broken))).toBe('scan.brokenCode');
  });
  it('an empty file', async () => expect(await refusalOf(new Uint8Array())).toBe('scan.empty'));
  it.each([
    ['text', Buffer.from('不是扫描件')],
    ['a zip', Buffer.from('504b0304', 'hex')],
    ['a TIFF', Buffer.from('49492a0008000000', 'hex')],
  ])('%s', async (_, bytes) => expect(await refusalOf(bytes)).toBe('scan.format'));
  it('a damaged PDF', async () => {
    expect(await refusalOf(Buffer.from('%PDF-1.7\n1 0 obj <<'))).toBe('scan.damaged');
    const { bytes } = await printed('visitRecord');
    expect(await refusalOf(Buffer.concat([bytes.subarray(0, 900)]))).toBe('scan.damaged');
  });
  it('a locked PDF', async () => {
    const document = new PDFDocument({ userPassword: 'secret', pdfVersion: '1.7' });
    const chunks: Uint8Array[] = [];
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    const ended = new Promise((resolve) => document.on('end', resolve));
    document.end();
    await ended;
    expect(await refusalOf(Buffer.concat(chunks))).toBe('scan.locked');
  });
  it('a truncated or garbled picture', async () => {
    const form = await printed('visitRecord');
    const canvas = canvasOf(await rasterise(form.bytes, { dpi: 100, page: 1 }));
    const png = canvas.toBuffer('image/png');
    expect(await refusalOf(png.subarray(0, 2000))).toBe('scan.damaged');
    expect(await refusalOf(png.subarray(0, 20))).toBe('scan.damaged');
    expect(await refusalOf(Buffer.from('ffd8ffe000104a46', 'hex'))).toBe('scan.damaged');
  });
  it('a picture that claims to be enormous, before it is decoded', async () => {
    const png = createCanvas(10, 10).toBuffer('image/png');
    png.writeUInt32BE(100_000, 16);
    png.writeUInt32BE(100_000, 20);
    expect(await refusalOf(png)).toBe('scan.imageTooLarge');
    png.writeUInt32BE(0, 16);
    expect(await refusalOf(png)).toBe('scan.damaged');
  });
  it('a file over the limit', async () => {
    expect(await refusalOf(new Uint8Array(SCAN_LIMITS.megabytes * 1024 * 1024 + 1))).toBe('scan.fileTooLarge');
  });
  it('a PDF with too many pages', async () => {
    expect(await refusalOf(await scannedPdf([], SCAN_LIMITS.pages + 1))).toBe('scan.tooManyPages');
  });
  it('a page as large as a poster is read, at a lower resolution', async () => {
    const form = await printed('visitRecord');
    const picture = jpeg(canvasOf(await rasterise(form.bytes, { dpi: 200, page: 1 })));
    const document = new PDFDocument({ size: [14_000, 14_000], margin: 0 });
    const chunks: Uint8Array[] = [];
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    const ended = new Promise((resolve) => document.on('end', resolve));
    document.image(picture, 0, 0, { height: 14_000 });
    document.end();
    await ended;
    await expectFound(Buffer.concat(chunks), form);
  });
});
