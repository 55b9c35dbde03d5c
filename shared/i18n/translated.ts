/**
 * The English twin of a Chinese dictionary: the same keys, checked by the compiler. English may add `_one` forms for
 * counted texts, which Chinese does not have.
 */
export type Translated<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]>;
} & { readonly [K in `${string}_one`]?: string };
