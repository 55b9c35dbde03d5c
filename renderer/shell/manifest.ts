import type { ParseKeys } from 'i18next';
import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';
import type { RowLinks } from '../feedback/links.ts';
import type { Tone } from '../theme/tokens.ts';

/** A key of `shared/i18n`, checked by the compiler. */
export type TextKey = ParseKeys;

/** One of the areas in the left navigation. */
export interface Area {
  /** Place in the navigation and digit of its shortcut: Alt+1 to Alt+9. */
  readonly order: number;
  readonly path: string;
  readonly label: TextKey;
  readonly icon: ComponentType;
  /** What one may type in the palette to get there besides its name: pinyin and initials. */
  readonly keywords: string;
  /** A small count beside the name: what is due. */
  readonly badge?: ComponentType;
}

/** One line in the palette. */
export interface SearchHit {
  readonly id: string;
  /** Address of its page. */
  readonly to: string;
  readonly title: string;
  /** Two or three facts that tell namesakes apart: position, number, state. */
  readonly facts?: readonly string[];
  readonly status?: { readonly tone: Tone; readonly word: string };
  /** A shortcut that leads there as well. */
  readonly shortcut?: string;
}

/** Where the palette looks things up. Asked at every pause of typing; answers at most ten. */
export interface SearchSource {
  readonly label: TextKey;
  readonly find: (text: string, signal: AbortSignal) => Promise<readonly SearchHit[]>;
}

/** Something the palette can do by going to a page: `新建员工`. */
export interface Command {
  readonly key: string;
  readonly label: TextKey;
  readonly keywords: string;
  readonly to: string;
  readonly needs?: string;
}

/**
 * What a feature brings to the window, in one place: `renderer/<feature>/feature.tsx` exports one, `renderer/features.ts`
 * lists them. Pages are loaded when first opened.
 */
export interface FeatureManifest {
  readonly id: string;
  /** A permission of the contract without which nothing of the feature is shown. */
  readonly needs?: string;
  readonly area?: Area;
  /** Children of the frame, paths without leading slash: `clients`, `clients/:id`. */
  readonly routes: readonly RouteObject[];
  /** Which rows of which table have a page here. */
  readonly links?: RowLinks;
  readonly search?: SearchSource;
  readonly commands?: readonly Command[];
  /** Something for the bar at the top that is always to be seen, such as the state of the sync. */
  readonly bar?: ComponentType;
  /** Cards for the workbench. */
  readonly workbench?: readonly {
    readonly order: number;
    readonly side: 'main' | 'side';
    readonly card: ComponentType;
    readonly needs?: string;
  }[];
}
