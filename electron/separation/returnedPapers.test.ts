import { createCanvas, ImageData } from '@napi-rs/canvas';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../access/service.ts';
import type { GivenScan } from '../forms/formReturns.ts';
import { rasterise } from '../paper/rasterise.ts';
import { feederStack } from '../testing/feederStack.ts';
import { codesOf, refusalsOf } from '../testing/refusalsOf.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { bareAnswer, callers, eachWithLeaver, goThrough, separation, test } from './leaverWithClients.ts';

eachWithLeaver();

let caseId: string;
/** Two letters of one case: `mine` is answered, `theirs` is another client's. */
let mine: { id: string; paper: File };
let theirs: { id: string; paper: File };

beforeEach(async () => {
  caseId = (await goThrough('transferring')).id;
  const { forms } = test.branch.services;
  const [first, second] = await forms.printLetters(callers.clerk, 'branch', caseId);
  if (!first || !second) throw new Error('no letters');
  expect(first.pageCount).toBe(2);
  const paperOf = async (id: string) => (await forms.document(callers.clerk, 'branch', id)).bytes;
  mine = { id: first.subjectId, paper: await paperOf(first.id) };
  theirs = { id: second.subjectId, paper: await paperOf(second.id) };
});

/** The first page, as a telephone's camera takes it. */
async function photographed(paper: Blob): Promise<Blob> {
  const { width, height, data } = await rasterise(new Uint8Array(await paper.arrayBuffer()), { dpi: 150, page: 1 });
  const canvas = createCanvas(width, height);
  canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  return new Blob([new Uint8Array(canvas.toBuffer('image/jpeg', 80))]);
}

const record = (scan: GivenScan, state: 'signed' | 'refused' = 'signed', caller: Caller = callers.clerk) => {
  const letter = separation()
    .letters(callers.clerk, 'branch', caseId)
    .find(({ id }) => id === mine.id);
  return separation().recordLetter(caller, caller === callers.leaver ? 'own' : 'branch', {
    ...bareAnswer,
    letterId: mine.id,
    version: letter?.version ?? 0,
    state,
    scan,
  });
};
const stateOfMine = () =>
  separation()
    .letters(callers.clerk, 'branch', caseId)
    .find(({ id }) => id === mine.id)?.state;
const lastEvent = () => timelineOf(test.branch.registry, [{ kind: 'separationCase', id: caseId }])[0];
const keptByEye = () =>
  test.branch.registry.reader
    .prepare("SELECT pagesByEye FROM attachment WHERE kind = 'scan' ORDER BY id DESC LIMIT 1")
    .pluck()
    .get();

describe('a signed letter', () => {
  it('comes back with all its pages, or is not recorded', async () => {
    const first = await feederStack({ of: mine.paper, page: 1 });
    const [refusal] = await refusalsOf(() => record({ bytes: first }));
    expect(refusal?.code).toBe('scan.pagesMissing');
    expect(refusal?.zh).toContain('缺第 2 页');
    expect(refusal?.next.zh).toContain('同一个 PDF');
    expect(await codesOf(() => record({ bytes: first, byEye: true }))).toEqual(['scan.pagesMissing']);
    const photo = await photographed(mine.paper);
    expect(await codesOf(() => record({ bytes: photo, byEye: true }))).toEqual(['scan.pagesMissing']);
    expect(stateOfMine()).toBe('printed');
    await record({ bytes: await feederStack({ of: mine.paper, page: 2 }, { of: mine.paper, page: 1 }) });
    expect(stateOfMine()).toBe('signed');
    expect(keptByEye()).toBeNull();
  });

  it('is not another client’s, whatever the window says about its pages', async () => {
    expect(await codesOf(() => record({ bytes: theirs.paper }))).toEqual(['scan.pageOfAnotherForm']);
    const mixed = await feederStack(
      { of: mine.paper, page: 1 },
      { of: mine.paper, page: 2 },
      { of: theirs.paper, page: 1 },
    );
    expect(await codesOf(() => record({ bytes: mixed, byEye: true }))).toEqual(['scan.pageOfAnotherForm']);
    expect(await codesOf(() => record({ bytes: mixed, pages: [1, 3], byEye: true }))).toEqual([
      'scan.pageOfAnotherForm',
    ]);
    expect(stateOfMine()).toBe('printed');
    await record({ bytes: mixed, pages: [1, 2] });
    expect(stateOfMine()).toBe('signed');
  });

  it('with a page whose code cannot be read is recorded only by the eye of the office, under its name', async () => {
    const torn = await feederStack({ of: mine.paper, page: 1 }, { of: mine.paper, page: 2, torn: true });
    expect(await codesOf(() => record({ bytes: torn }))).toEqual(['scan.codeUnread']);
    expect(await codesOf(() => record({ bytes: torn, byEye: true }, 'signed', callers.leaver))).toEqual([
      'separation.eyesOfOffice',
    ]);
    expect(stateOfMine()).toBe('printed');
    await record({ bytes: torn, byEye: true });
    expect(stateOfMine()).toBe('signed');
    expect(keptByEye()).toBe('[2]');
    expect(lastEvent()).toMatchObject({
      action: 'letter.signed',
      actor: callers.clerk.account.displayName,
      why: '第 2 页二维码读不出，已目视核对',
    });
  });

  it('may come back in part on a reprint, which says the same', async () => {
    const { forms } = test.branch.services;
    const [form] = forms.ofCase(callers.clerk, 'branch', caseId).filter(({ subjectId }) => subjectId === mine.id);
    const again = await forms.reprint(callers.clerk, 'branch', form?.id ?? '');
    const both = await feederStack({ of: mine.paper, page: 1 }, { of: again.bytes, page: 2 });
    const found = await forms.findByScan(callers.clerk, 'branch', new Uint8Array(await both.arrayBuffer()));
    expect(found.map(({ missing }) => missing)).toEqual([[], []]);
    await record({ bytes: both });
    expect(stateOfMine()).toBe('signed');
  });
});

describe('a refusal', () => {
  it('is kept with whatever paper shows it, but with none of another client’s', async () => {
    expect(await codesOf(() => record({ bytes: theirs.paper }, 'refused'))).toEqual(['scan.pageOfAnotherForm']);
    await record({ bytes: await feederStack({ of: mine.paper, page: 1 }) }, 'refused');
    expect(stateOfMine()).toBe('refused');
  });
});

describe('a form of the case', () => {
  it('is filed whole and with no page of another form', async () => {
    const { forms } = test.branch.services;
    const { form, bytes } = await forms.print(callers.clerk, 'branch', 'handoverTable', caseId);
    expect(form.pageCount).toBeGreaterThan(1);
    const file = (scan: GivenScan) => () => forms.fileScan(callers.clerk, 'branch', { formId: form.id, ...scan });
    const first = await feederStack({ of: bytes, page: 1 });
    expect(await codesOf(file({ bytes: first }))).toEqual(['scan.pagesMissing']);
    expect(await codesOf(file({ bytes: theirs.paper, byEye: true }))).toEqual(['scan.pageOfAnotherForm']);
    const found = await forms.findByScan(callers.clerk, 'branch', new Uint8Array(await first.arrayBuffer()));
    expect(found[0]?.missing).toEqual(Array.from({ length: form.pageCount - 1 }, (_, index) => index + 2));
    const pages = Array.from({ length: form.pageCount }, (_, index) => ({ of: bytes, page: index + 1, torn: true }));
    const torn = await feederStack(...pages);
    expect(await codesOf(file({ bytes: torn }))).toEqual(['scan.codeUnread']);
    await file({ bytes: torn, byEye: true })();
    expect(keptByEye()).toBe(JSON.stringify(pages.map(({ page }) => page)));
    expect(lastEvent()?.why).toContain(`${form.number}：第 1、`);
  });
});
