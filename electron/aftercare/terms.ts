import * as z from 'zod';
import type { Finding } from '../../shared/domain/legal.ts';
import { checkNonCompete } from '../../shared/domain/legalNonCompete.ts';

/** What the signed non-compete says, as its template names the fields. Amounts in fen. */
export const terms = z
  .object({
    competingBusiness: z.string(),
    area: z.string(),
    termMonths: z.coerce.number().int(),
    monthlyCompensation: z.coerce.number().int(),
    payDay: z.coerce.number().int(),
  })
  .transform(({ competingBusiness, ...agreed }) => ({ ...agreed, scope: competingBusiness }));

/** What is known of terms from which no schedule follows; null or empty where the paper has to be read. */
export const knownTerms = z
  .object({
    competingBusiness: z.string().catch(''),
    area: z.string().catch(''),
    termMonths: z.coerce.number().int().min(1).nullable().catch(null),
    monthlyCompensation: z.coerce.number().int().min(1).nullable().catch(null),
    payDay: z.coerce.number().int().min(1).max(31).nullable().catch(null),
  })
  .transform(({ competingBusiness, ...known }) => ({ ...known, scope: competingBusiness }));

export type Terms = z.infer<typeof terms>;

/** The terms as they were agreed, checked against the position and the wage. Amounts in fen. */
export const checkTerms = (
  agreed: {
    termMonths: number;
    monthlyCompensation: number;
    payDay: number;
    scope: string;
    area: string;
    averageWage12m: number;
  },
  tradeSecretLevel: 0 | 1 | 2,
): readonly Finding[] =>
  checkNonCompete({
    tradeSecretLevel,
    secretAccessLogged: true,
    termMonths: agreed.termMonths,
    monthlyCompensation: agreed.monthlyCompensation,
    payDay: agreed.payDay,
    averageWage12m: agreed.averageWage12m || null,
    localMinimumWage: null,
    penalty: null,
    scope: [agreed.scope],
    area: [agreed.area],
    knownScope: null,
    knownArea: null,
  });
