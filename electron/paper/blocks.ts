/**
 * What a paper document says, as pure data: no measurements are needed to write it, and the same data gives the same
 * bytes. Lengths are millimetres, type sizes points, instants UTC milliseconds.
 */

/** A stretch of text in one style. A line feed breaks the line; ☐ and ☑ are drawn as boxes to tick. */
export interface Span {
  readonly text: string;
  readonly bold?: boolean;
  /** For values filled into a form text. */
  readonly underline?: boolean;
  readonly tone?: Tone;
  /** Factor of the block's type size, for example 0.8. */
  readonly scale?: number;
}
export type Text = string | readonly (string | Span)[];

/**
 * `ink` black, `quiet` grey for labels and notes, `brand` ink-green, `alert` dark red: all legible in black and white.
 * `faint` is for marks beside the text, not for text that must be read.
 */
export type Tone = 'ink' | 'quiet' | 'brand' | 'alert' | 'faint';
export type Align = 'left' | 'center' | 'right' | 'justify';

export interface HeadingBlock {
  readonly kind: 'heading';
  /** 1 is the document's title, 2 a section, 3 a subsection. */
  readonly level: 1 | 2 | 3;
  readonly text: Text;
  readonly align?: Align;
}

export interface ParagraphBlock {
  readonly kind: 'paragraph';
  readonly text: Text;
  /** Default `justify`. */
  readonly align?: Align;
  /** First-line indent in em; Chinese body text takes 2. Default 0. */
  readonly indent?: number;
  /** Left indent of the whole paragraph in em. */
  readonly inset?: number;
  /** Points. Default: the document's size. */
  readonly size?: number;
  readonly tone?: Tone;
  readonly bold?: boolean;
  /** Bold on a light ground with a bar at the left: terms that the law wants pointed out (民法典 496). */
  readonly highlight?: boolean;
  /** Gap above, in points. */
  readonly before?: number;
  readonly keepWithNext?: boolean;
  /** Returned with page and rectangle, one per page it touches. */
  readonly name?: string;
}

export interface ClauseBlock {
  readonly kind: 'clause';
  /** As printed, for example `第一条`, `1.2` or `（一）`. The text hangs beside it. */
  readonly number: string;
  readonly text: Text;
  /** Depth of indentation, default 0. */
  readonly depth?: 0 | 1 | 2;
  readonly highlight?: boolean;
  readonly name?: string;
}

/** Labels and values in a bordered grid, `columns` pairs to a row. */
export interface FactsBlock {
  readonly kind: 'facts';
  readonly columns: 1 | 2 | 3;
  readonly items: readonly {
    readonly label: string;
    readonly value: Text;
    /** How many pairs of columns the value takes. Default 1. */
    readonly span?: number;
    /** Room for handwriting, in mm. */
    readonly minHeight?: number;
    readonly name?: string;
  }[];
  /** Width of a label cell, mm. Default fits the longest label. */
  readonly labelWidth?: number;
  readonly size?: number;
}

export interface Column {
  readonly title: string;
  /** Fixed width in mm; without it the column shares what is left by `grow`. */
  readonly width?: number;
  readonly grow?: number;
  readonly align?: Align;
  /** Money and counts: right-aligned, never broken, set smaller rather than cut when too long. */
  readonly numeric?: boolean;
}
export interface Cell {
  readonly text: Text;
  /** How many columns it takes. Default 1. */
  readonly span?: number;
  readonly align?: Align;
  readonly numeric?: boolean;
  readonly tone?: Tone;
  readonly bold?: boolean;
  /** A label beside what it names: grey on a light ground, as in `facts`. */
  readonly label?: boolean;
  readonly name?: string;
}
export interface Row {
  /**
   * `group` opens a group: stays with its first row and is repeated, marked （续）, where the group goes on on a new page.
   * `subtotal` and `total` stay with the row before. `note` is a full-width remark.
   */
  readonly kind?: 'body' | 'group' | 'subtotal' | 'total' | 'note';
  readonly cells: readonly (string | Cell)[];
  /** mm. */
  readonly minHeight?: number;
}
export interface TableBlock {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Printed as one full-width row when there are no rows. Default 无. */
  readonly empty?: string;
  readonly size?: number;
  /** Hide the header row. */
  readonly headless?: boolean;
}

/** Rectangles reserved for signatures; where they came to lie is returned by name. */
export interface SignaturesBlock {
  readonly kind: 'signatures';
  readonly columns: 1 | 2 | 3;
  readonly boxes: readonly {
    readonly name: string;
    /** For example `乙方（员工）签名`. */
    readonly label: string;
    /** Printed under the box, for example `日期：　　年　月　日`. */
    readonly lines?: readonly Text[];
  }[];
  /** mm, default 24. */
  readonly height?: number;
}

/** Ruled lines to write on. */
export interface RulesBlock {
  readonly kind: 'rules';
  readonly lines: number;
  readonly label?: string;
  /** mm between lines, default 9. */
  readonly pitch?: number;
}
export interface SpaceBlock {
  readonly kind: 'space';
  /** mm. */
  readonly height: number;
  /** Kept at the head of a page, where space is otherwise dropped. */
  readonly solid?: boolean;
}
export interface PageBreakBlock {
  readonly kind: 'pageBreak';
  /** The pages that follow are counted anew: they are separated from those before, such as a receipt that stays in the office. */
  readonly newPart?: boolean;
}
/** Stays on one page if it can. */
export interface KeepBlock {
  readonly kind: 'keep';
  readonly blocks: readonly Block[];
}

export type Block =
  | HeadingBlock
  | ParagraphBlock
  | ClauseBlock
  | FactsBlock
  | TableBlock
  | SignaturesBlock
  | RulesBlock
  | SpaceBlock
  | PageBreakBlock
  | KeepBlock;

/** Head of a printed form, on every page: organisation, title, number, and the QR code at the right. */
export interface Masthead {
  readonly organisation: string;
  /** Null when the body carries the title, as on a certificate. */
  readonly title: string | null;
  /** Form number, printed and read aloud on the telephone. */
  readonly number: string;
  /** For example `第 2 次补打`, printed in a frame. */
  readonly mark?: string;
  /** Content of the QR codes; each page's has its own number behind it, counted through all parts. */
  readonly qr: string;
}

export interface PaperDocument {
  readonly title: string;
  readonly author?: string;
  readonly subject?: string;
  /** Instant in UTC ms: creation date and, with the content, the file's id. */
  readonly createdAt: number;
  /** Marks every page 示例数据 不具效力, outside the text. */
  readonly sample?: boolean;
  readonly masthead?: Masthead;
  /** Small running head, for documents without a masthead. */
  readonly header?: { readonly left?: string; readonly right?: string };
  /** The page number 第 x 页 / 共 y 页 is always printed at the right. */
  readonly footer?: { readonly left?: string };
  /** Points, default 10.5. */
  readonly size?: number;
  /** Line height as a factor of the size, default 1.65. */
  readonly leading?: number;
  readonly blocks: readonly Block[];
}

/** Where a named thing came to lie. */
export interface NamedBox {
  readonly name: string;
  readonly kind: 'signature' | 'text';
  /** Counts from 1. */
  readonly page: number;
  /** `[left, bottom, right, top]` in points from the lower left corner: a PDF /Rect as it stands. */
  readonly rect: readonly [number, number, number, number];
}

export interface ComposedDocument {
  readonly bytes: Uint8Array;
  readonly pageCount: number;
  readonly boxes: readonly NamedBox[];
  /** Characters that no bundled font has, each once. They are printed as 〔U+XXXX〕; callers tell the clerk. */
  readonly missingGlyphs: readonly string[];
}
