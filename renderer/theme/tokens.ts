/**
 * The colours and measures of the product, in one place for antd, for our own CSS (as `--sk-*`) and for charts.
 * Every colour has one meaning: ink-green acts, amber is due, red is overdue or broken, ice-blue is frozen, green is
 * done. `contrast.test.ts` checks each pair that carries text in both themes.
 */
export type ThemeName = 'light' | 'dark';

export interface Palette {
  /** The desk under everything. */
  readonly page: string;
  /** Sheets that lie on the desk: lists, forms, panels. */
  readonly surface: string;
  /** Left navigation and table heads. */
  readonly sunken: string;
  /** Menus, dialogs, tooltips' frame: whatever floats. */
  readonly raised: string;
  readonly hairline: string;
  /** Border of something one can type into or press; 3:1 against its surface (WCAG 1.4.11). */
  readonly edge: string;
  readonly text: string;
  readonly textSoft: string;
  /** 12 px facts: dates, numbers of a form, hints. */
  readonly textMeta: string;
  readonly primary: string;
  readonly primaryHover: string;
  readonly primaryActive: string;
  /** Text on a primary surface. */
  readonly onPrimary: string;
  /** Tint of a selected row or the area one is in. */
  readonly primaryTint: string;
  readonly hover: string;
  readonly due: string;
  readonly dueTint: string;
  readonly overdue: string;
  readonly overdueTint: string;
  readonly frozen: string;
  readonly frozenTint: string;
  readonly finished: string;
  readonly finishedTint: string;
  /** Paper of a print preview, white in both themes because it shows what the printer puts out. */
  readonly paper: string;
  readonly focus: string;
}

export const palettes: Readonly<Record<ThemeName, Palette>> = {
  light: {
    page: '#F5F3EF',
    surface: '#FEFDFB',
    sunken: '#EFECE6',
    raised: '#FFFFFF',
    hairline: '#E2DDD4',
    edge: '#8C8477',
    text: '#24211D',
    textSoft: '#4F4A43',
    textMeta: '#666057',
    primary: '#0E5A54',
    primaryHover: '#0A6F67',
    primaryActive: '#0A4641',
    onPrimary: '#FFFFFF',
    primaryTint: '#E1EDEA',
    hover: '#F1EEE8',
    due: '#875300',
    dueTint: '#FBEFD5',
    overdue: '#AF2318',
    overdueTint: '#FBE6E2',
    frozen: '#1B6285',
    frozenTint: '#E0EFF6',
    finished: '#2A6B35',
    finishedTint: '#E4F1E4',
    paper: '#FFFFFF',
    focus: '#0E5A54',
  },
  dark: {
    page: '#161513',
    surface: '#1E1D1A',
    sunken: '#1A1916',
    raised: '#292723',
    hairline: '#38352F',
    edge: '#7F786C',
    text: '#EBE7E0',
    textSoft: '#C6C0B5',
    textMeta: '#A39C90',
    primary: '#4DB6A9',
    primaryHover: '#6BC7BB',
    primaryActive: '#3D9F93',
    onPrimary: '#06211E',
    primaryTint: '#1D3430',
    hover: '#272521',
    due: '#E2B25A',
    dueTint: '#392D16',
    overdue: '#F28B7F',
    overdueTint: '#412420',
    frozen: '#82C5E3',
    frozenTint: '#1B323E',
    finished: '#83C78D',
    finishedTint: '#20351F',
    paper: '#FFFFFF',
    focus: '#7FD6CB',
  },
};

const chinese =
  '"Microsoft YaHei UI", "PingFang SC", "Noto Sans SC Variable", "Shouke Han 1", "Shouke Han 2", "Shouke Han 3"';

/**
 * Windows first, macOS second; the bundled face is the fallback; the last ones hold the rare characters (extensions A,
 * B and later). English takes its quotation marks from a Latin face: Chinese faces draw them a full square wide.
 */
export const fontStacks = {
  'zh-CN': `${chinese}, system-ui, sans-serif`,
  en: `"Shouke Punctuation", "Segoe UI", "Helvetica Neue", ${chinese}, system-ui, sans-serif`,
} as const;

/** Pixels. The grid is 4/8. */
export const measure = {
  radius: 6,
  text: 14,
  meta: 12,
  heading: 20,
  subheading: 16,
  control: 32,
  row: 36,
  rowCompact: 30,
  nav: 168,
  bar: 48,
} as const;

/** What a state means, apart from its word. */
export type Tone = 'neutral' | 'active' | 'due' | 'overdue' | 'frozen' | 'finished';

/** Colour of a tone's dot and word. */
export const toneColor = (palette: Palette, tone: Tone): string =>
  ({
    neutral: palette.textMeta,
    active: palette.primary,
    due: palette.due,
    overdue: palette.overdue,
    frozen: palette.frozen,
    finished: palette.finished,
  })[tone];

/** `primaryTint` becomes `--sk-primary-tint`. */
export const cssVariables = (palette: Palette): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(palette).map(([name, value]) => [
      `--sk-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      value,
    ]),
  );
