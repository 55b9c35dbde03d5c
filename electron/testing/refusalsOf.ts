import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';

/** Why a piece of work was refused; empty when it was done. Anything else that is thrown is a bug and goes on. */
export async function refusalsOf(work: () => unknown): Promise<readonly Refusal[]> {
  try {
    await work();
  } catch (error) {
    if (error instanceof RefusalError) return error.refusals;
    throw error;
  }
  return [];
}

export const codesOf = async (work: () => unknown): Promise<readonly string[]> =>
  (await refusalsOf(work)).map(({ code }) => code);
