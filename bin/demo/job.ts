import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { drawObject, PDFDocument, type PDFRef, popGraphicsState, pushGraphicsState, scale } from '@cantoo/pdf-lib';
import { type Raster, rasterise } from '../../electron/paper/rasterise.ts';
import type { Headquarters } from '../../hq/headquarters.ts';
import type { Cast, CastMember } from './cast.ts';
import type { Office } from './office.ts';
import type { Recorder } from './report.ts';

/** Somebody of the cast once they are registered. */
export interface Person {
  readonly member: CastMember;
  readonly employeeId: string;
  readonly employmentId: string;
}

/** What the steps of the main job hand on to each other. */
export class Job {
  readonly folder: string;
  readonly recorder: Recorder;
  readonly office: Office;
  readonly hq: Headquarters;
  readonly cast: Cast;
  readonly passphrases: { readonly branch: string; readonly hq: string };
  readonly people = new Map<string, Person>();
  readonly loginNames = new Set<string>();
  /** Client ids of the branch by id in the source. */
  readonly clientIds = new Map<string, string>();
  caseId = '';

  constructor(parts: Pick<Job, 'folder' | 'recorder' | 'office' | 'hq' | 'cast' | 'passphrases'>) {
    this.folder = parts.folder;
    this.recorder = parts.recorder;
    this.office = parts.office;
    this.hq = parts.hq;
    this.cast = parts.cast;
    this.passphrases = parts.passphrases;
  }

  person(key: string): Person {
    const person = this.people.get(key);
    if (person === undefined) throw new Error(`${key} has not been onboarded`);
    return person;
  }

  member(key: string): CastMember {
    const member = this.cast.members.find((each) => each.key === key);
    if (member === undefined) throw new Error(`nobody is cast as ${key}`);
    return member;
  }

  /** Keys of those who receive what the leaver hands over. */
  get receivers(): string[] {
    return [...this.people.keys()].filter((key) => key.startsWith('receiver'));
  }

  /** Keeps a file for the person who ordered the job. @returns where it lies */
  async keep(subfolder: string, file: File): Promise<string> {
    mkdirSync(join(this.folder, subfolder), { recursive: true });
    const path = join(this.folder, subfolder, file.name);
    writeFileSync(path, new Uint8Array(await file.arrayBuffer()));
    return path;
  }
}

/** A paper as the feeder of a scanner hands it over once it is printed: each page grey, 150 dots to the inch, in one PDF. */
export async function scanOf(pdf: File): Promise<File> {
  const bytes = new Uint8Array(await pdf.arrayBuffer());
  const scan = await PDFDocument.create();
  for (const [index, sheet] of (await PDFDocument.load(bytes)).getPages().entries()) {
    const { width, height } = sheet.getSize();
    const page = scan.addPage([width, height]);
    const picture = page.node.newXObject(
      'Scan',
      greyPicture(scan, await rasterise(bytes, { dpi, page: index + 1, grey: true })),
    );
    page.pushOperators(pushGraphicsState(), scale(width, height), drawObject(picture), popGraphicsState());
  }
  return new File([new Uint8Array(await scan.save())], 'scan.pdf', { type: 'application/pdf' });
}
const dpi = 150;

/** Deflated here: the library's own compression of pictures takes a hundred times as long. */
function greyPicture({ context }: PDFDocument, { width, height, channels, data }: Raster): PDFRef {
  if (channels !== 1) throw new RangeError('a grey picture has one channel');
  const form = { Type: 'XObject', Subtype: 'Image', Width: width, Height: height, BitsPerComponent: 8 };
  const pixels = deflateSync(data, { level: 3 });
  return context.register(context.stream(pixels, { ...form, ColorSpace: 'DeviceGray', Filter: 'FlateDecode' }));
}
