import { createContext, type RefObject } from 'react';

/** What the search box of a page can ask of the list below it. */
export interface ListHandle {
  /** Gives it the keyboard. */
  readonly enter: () => void;
  /** Opens the marked row, once the answer to what stands in the box is there. */
  readonly openMarked: () => void;
}

/** What the list has to know of the search box above it. */
export interface SearchBox {
  readonly typed: string;
  /** What was typed has not been asked for yet: every row shown answers an older question. */
  readonly unasked: boolean;
  readonly list: RefObject<ListHandle | null>;
}

export const SearchBoxContext = createContext<SearchBox | undefined>(undefined);
