import { ORPCError } from '@orpc/client';
import i18next from 'i18next';
import * as z from 'zod';
import { refusalSchema } from '../../shared/contract/base.ts';
import { type Refusal, RefusalError, type RefusalKind, type Words } from '../../shared/domain/refusal.ts';

// The page's content security policy forbids code made from text, which zod would otherwise try.
z.config({ jitless: true });

const travelling = z.object({ refusals: z.array(refusalSchema).min(1) });
const inputIssues = z.object({
  issues: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])).optional() })),
});

type OwnRefusal = 'lost' | 'fault' | 'input' | 'gone';

const own = (kind: RefusalKind, name: OwnRefusal, rest: { field?: string; detail?: string } = {}): Refusal => {
  const zh = i18next.getFixedT('zh-CN');
  const en = i18next.getFixedT('en');
  const { detail = '' } = rest;
  const pair = (part: 'what' | 'next'): Words => ({
    zh: zh(`parts.refusal.${name}.${part}`, { detail }),
    en: en(`parts.refusal.${name}.${part}`, { detail }),
  });
  const what = pair('what');
  return {
    kind,
    code: `window.${name}`,
    ...what,
    next: pair('next'),
    ...(rest.field === undefined ? {} : { field: rest.field }),
  };
};

/**
 * Why a call was not done, in both languages and with the next step, whatever went wrong: a refusal of the domain,
 * an input the contract does not take, a broken connection, or a fault of the program.
 */
export function refusalsOf(error: unknown): readonly Refusal[] {
  if (error instanceof RefusalError) return error.refusals;
  if (error instanceof ORPCError) {
    const sent = travelling.safeParse(error.data);
    if (sent.success) return sent.data.refusals;
    if (error.code === 'BAD_REQUEST') {
      const found = inputIssues.safeParse(error.data);
      const fields = found.success ? found.data.issues.map((issue) => issue.path?.join('.') ?? '') : [];
      return fields.length > 0
        ? [...new Set(fields)].map((field) => own('invalid', 'input', field ? { field } : {}))
        : [own('invalid', 'input')];
    }
    if (error.status === 401 || error.status === 403) return [own('unauthenticated', 'gone')];
    return [own('unavailable', 'fault', { detail: error.code })];
  }
  if (error instanceof TypeError && /fetch|network|load/i.test(error.message)) return [own('unavailable', 'lost')];
  return [own('unavailable', 'fault', { detail: error instanceof Error ? error.name : typeof error })];
}

/** Whether a refusal of that kind is among the reasons. */
export const isRefused = (error: unknown, kind: RefusalKind): boolean =>
  refusalsOf(error).some((refusal) => refusal.kind === kind);
