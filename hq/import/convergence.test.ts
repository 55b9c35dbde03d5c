import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forgetTemplate, openPair, type Pair } from '../../bin/testing/branchAndHeadquarters.ts';
import { dumpTables } from '../../bin/testing/dump.ts';
import {
  chunkAttachment,
  encodeAttachmentChunks,
  planAttachmentChangeSets,
} from '../../shared/changeset/attachmentPayload.ts';
import { planChangeSets } from '../../shared/changeset/plan.ts';
import { openHeadquarters } from '../headquarters.ts';
import type { ImportSource } from '../inbox/sources.ts';

let pair: Pair;
let blank: string;
/** Every file two branches sealed in their lives, in the order in which they were sealed. */
let files: Uint8Array[];
let straight: ReturnType<typeof dumpTables>;

beforeAll(async () => {
  pair = await openPair();
  blank = mkdtempSync(join(tmpdir(), 'shouke-converge-'));
  await pair.hq.close();
  cpSync(join(pair.folder, 'hq'), join(blank, 'hq'), { recursive: true });
  files = lives();
  straight = await stateAfter([files.map((bytes) => ({ name: 'straight', bytes }))]);
  await pair.reopenHq();
});
afterAll(async () => {
  await pair.dispose();
  await forgetTemplate();
  rmSync(blank, { recursive: true, force: true });
});

/** Rows, changes, a transaction in parts, attachments, rows for quarantine, and a second life after a backup. */
function lives(): Uint8Array[] {
  const [branch, other] = pair.synthetic;
  const id = (index: number) => `01900000-0000-7000-8000-${String(index).padStart(12, '0')}`;
  const sealed: Uint8Array[] = [];
  const keep = ({ bytes }: { readonly bytes: Uint8Array }) => sealed.push(bytes);
  keep(branch.sealTransactions(branch.write(branch.client(id(1), '甲'), branch.client(id(2), '乙'))));
  keep(other.sealTransactions(other.write(other.client(id(1), '别家甲'))));
  keep(branch.sealTransactions(branch.write({ table: 'client', id: id(1), values: { note: '一' }, base: 1 })));
  const large = branch.write(...Array.from({ length: 9 }, (_, index) => branch.client(id(10 + index), `多${index}`)));
  for (const { payload } of planChangeSets([large], { operations: 3, bytes: 1 << 20 })) keep(branch.seal(payload));
  const attachment = [...chunkAttachment(Buffer.alloc(2_500_000, 7))];
  for (const chunk of attachment) {
    keep(branch.seal(encodeAttachmentChunks([chunk]), { kind: 'attachment' }));
  }
  keep(
    branch.sealTransactions(
      branch.write({ table: 'client', id: id(1), values: { note: '二' }, base: 2 }),
      branch.write({ table: 'client', id: id(99), values: { note: '无主' }, base: 4 }),
    ),
  );
  for (const { payload } of planAttachmentChangeSets(chunkAttachment(Buffer.from('小')))) {
    keep(other.seal(payload, { kind: 'attachment' }));
  }
  branch.startAnew();
  keep(branch.sealTransactions(branch.write({ table: 'client', id: id(2), values: { name: '乙二' }, base: 1 })));
  keep(branch.sealTransactions(branch.write(branch.client(id(3), '丙'))));
  return sealed;
}

/** Imports the batches one after the other into a blank headquarters; answers what it holds then. */
async function stateAfter(batches: readonly (readonly ImportSource[])[]): Promise<ReturnType<typeof dumpTables>> {
  const folder = mkdtempSync(join(blank, 'run-'));
  cpSync(join(blank, 'hq'), folder, { recursive: true });
  mkdirSync(join(folder, 'outbox'), { recursive: true });
  const hq = await openHeadquarters({ folder, clock: pair.clock });
  try {
    for (const batch of batches) await hq.import(batch);
    return dumpTables(hq, 'state');
  } finally {
    await hq.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

it('every file of both branches is in the straight replay', () => {
  expect(straight.client).toHaveLength(13);
  expect(straight.importedFile).toHaveLength(files.length);
  expect(straight.attachmentContent).toHaveLength(2);
  expect(straight.quarantine).toHaveLength(1);
  expect(straight.parkedFile).toEqual([]);
});

/** How a file comes: whole, torn, with a bit flipped; files come twice, in any order, in any number of goes. */
const delivery = fc.shuffledSubarray([...Array(30).keys()], { minLength: 30 }).chain((order) =>
  fc.record({
    order: fc.constant(order),
    again: fc.array(fc.nat(29), { maxLength: 6 }),
    spoilt: fc.array(fc.tuple(fc.nat(29), fc.nat(), fc.boolean()), { maxLength: 4 }),
    cuts: fc.array(fc.nat(40), { maxLength: 4 }),
  }),
);

it('any order of delivery, with repeats and spoilt copies, comes to the same state', async () => {
  await fc.assert(
    fc.asyncProperty(delivery, async ({ order, again, spoilt, cuts }) => {
      const numbers = [...order, ...again].filter((number) => number < files.length);
      const sources: ImportSource[] = numbers.map((number) => ({
        name: String(number),
        bytes: files[number] ?? new Uint8Array(),
      }));
      for (const [number, at, torn] of spoilt) {
        const bytes = Buffer.from(files[number] ?? new Uint8Array(1));
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ 0x10;
        sources.splice(at % (sources.length + 1), 0, {
          name: 'spoilt',
          bytes: torn ? bytes.subarray(0, place) : bytes,
        });
      }
      const ends = [...new Set(cuts.map((cut) => cut % (sources.length + 1)))].sort((a, b) => a - b);
      const batches = [0, ...ends].map((from, index) => sources.slice(from, ends[index]));
      expect(await stateAfter(batches)).toEqual(straight);
    }),
    { numRuns: 20 },
  );
});
