import * as z from 'zod';
import { id, line, procedure } from './base.ts';

export const searchKind = z.enum(['client', 'employee', 'agreement', 'case', 'form']);

export const searchHit = z.object({
  kind: searchKind,
  id,
  title: z.string(),
  /** What tells two of the same name apart; personal data masked. */
  detail: z.string(),
  /** State of the object in the words of its own state machine, for a dot and a word. */
  state: z.string(),
  /** Where it opens when it has no page of its own: the object it belongs to. */
  about: z.object({ table: z.string(), id: z.string() }).nullable(),
});

export const searchContract = {
  /**
   * Anything by any text: Chinese from one character, pinyin, initials, the tail of a phone number, numbers of cases,
   * agreements and forms. Only what the person may see; best matches first within each kind.
   */
  everything: procedure('session')
    .input(
      z.object({
        query: line(100),
        kinds: z.array(searchKind).min(1).optional(),
        /** Hits of each kind. */
        limit: z.int().min(1).max(50).default(6),
      }),
    )
    .output(
      z.object({
        hits: z.array(searchHit),
        /** Kinds of which there is more than was answered. */
        more: z.array(searchKind),
      }),
    ),
};
