import type { Block, ClauseBlock, ComposedDocument, NamedBox, PaperDocument } from './blocks.ts';
import { settable } from './characters.ts';
import { type PlacedPage, paginate, type Slice } from './flow.ts';
import { fontsFor } from './fonts.ts';
import { furnish } from './furniture.ts';
import { facts, table } from './grid.ts';
import { A4, CONTENT_WIDTH, MARGIN, mm } from './page.ts';
import { paint } from './paint.ts';
import { clause, hangOf, heading, paragraph, rules, type Setting, signatures } from './prose.ts';
import { createTypesetter } from './typeset.ts';

/** Every character of every text in a document, so that the fonts it needs are opened before layout begins. */
function codePointsOf(value: unknown, into: Set<number>): Set<number> {
  if (typeof value === 'string') {
    for (const character of settable(value)) into.add(character.codePointAt(0) ?? 0);
  } else if (Array.isArray(value)) {
    for (const each of value) codePointsOf(each, into);
  } else if (value !== null && typeof value === 'object') {
    for (const each of Object.values(value)) codePointsOf(each, into);
  }
  return into;
}

const clausesOf = (blocks: readonly Block[]): ClauseBlock[] =>
  blocks.flatMap((block) => {
    if (block.kind === 'keep') return clausesOf(block.blocks);
    return block.kind === 'clause' ? [block] : [];
  });

function slicesOf(setting: Setting, block: Block): Slice[] {
  switch (block.kind) {
    case 'heading':
      return heading(setting, block);
    case 'paragraph':
      return paragraph(setting, block);
    case 'clause':
      return clause(setting, block);
    case 'facts':
      return facts(setting, block);
    case 'table':
      return table(setting, block);
    case 'signatures':
      return signatures(setting, block);
    case 'rules':
      return rules(setting, block);
    case 'space':
      return block.solid
        ? [{ height: mm(block.height), before: 0, marks: [], areas: [], keepWithNext: true }]
        : [{ height: 0, before: mm(block.height), marks: [], areas: [], keepWithNext: false }];
    case 'pageBreak':
      return [
        {
          height: 0,
          before: 0,
          marks: [],
          areas: [],
          keepWithNext: true,
          breakBefore: block.newPart ? 'part' : 'page',
        },
      ];
    case 'keep': {
      const slices = block.blocks.flatMap((each) => slicesOf(setting, each));
      return slices.map((slice, index) => (index < slices.length - 1 ? { ...slice, keepWithNext: true } : slice));
    }
  }
}

/** Named rectangles in PDF coordinates; lines of one named paragraph are one rectangle per page. */
function boxesOf(pages: readonly PlacedPage[]): NamedBox[] {
  const boxes = new Map<string, NamedBox>();
  pages.forEach((page, index) => {
    for (const area of page.areas) {
      const rect = [area.x, A4.height - area.y - area.height, area.x + area.width, A4.height - area.y] as const;
      const key = `${index} ${area.kind} ${area.name}`;
      const known = boxes.get(key)?.rect ?? rect;
      const joined = [
        Math.min(known[0], rect[0]),
        Math.min(known[1], rect[1]),
        Math.max(known[2], rect[2]),
        Math.max(known[3], rect[3]),
      ] as const;
      boxes.set(key, { name: area.name, kind: area.kind, page: index + 1, rect: joined });
    }
  });
  return [...boxes.values()];
}

/**
 * Composes an A4 document. The same document gives the same bytes on every machine with the same Node version.
 * No character is dropped: one that no bundled font has is printed as 〔U+XXXX〕 and listed in `missingGlyphs`.
 * Signature boxes and named clauses are returned with page and rectangle.
 */
export async function composeDocument(paper: PaperDocument): Promise<ComposedDocument> {
  const fonts = await fontsFor(codePointsOf(paper, new Set<number>()));
  const type = createTypesetter(fonts);
  const furniture = furnish(paper, type);
  const size = paper.size ?? 10.5;
  const bodyHeight = furniture.bottom - furniture.top;
  const setting: Setting = {
    type,
    width: CONTENT_WIDTH,
    bodyHeight,
    size,
    leading: paper.leading ?? 1.65,
    hang: hangOf(type, clausesOf(paper.blocks), size),
  };
  const slices = paper.blocks.flatMap((block) => slicesOf(setting, block));
  const pages = paginate(slices, MARGIN.left, furniture.top, bodyHeight);
  const marks = pages.map((page, index) => {
    const part = pages.filter((each) => each.part === page.part);
    const first = pages.findIndex((each) => each.part === page.part);
    return [...furniture.marks(index - first + 1, part.length, index + 1), ...page.marks];
  });
  return {
    bytes: await paint(paper, marks),
    pageCount: pages.length,
    boxes: boxesOf(pages),
    missingGlyphs: [...type.missing],
  };
}
