import { z } from 'zod';
import { businessDate, fen, line, paragraph } from '../../../shared/contract/base.ts';
import type { BusinessDate } from '../../../shared/domain/businessDate.ts';
import { isBusinessDate } from '../../../shared/domain/businessDate.ts';

/** A business date as the domain types it. */
export const day = businessDate.transform((text, context): BusinessDate => {
  if (isBusinessDate(text)) return text;
  context.addIssue({ code: 'custom', message: 'date out of range' });
  return z.NEVER;
});
export const name = line(80).min(1);
export const text = line(200);
export const note = paragraph(1000);
export const money = fen;

/** What every printed form carries besides its content. */
export const formHead = z.strictObject({
  number: z.string(),
  /** Full name of the enterprise, as in its licence. */
  organisation: name,
  /** Name of the branch; printed beside the organisation. */
  branch: text,
  /** UTC ms. */
  printedAt: z.int().min(0).max(8.64e15),
  printedBy: name,
  /** Sample data: every page says so. */
  sample: z.boolean(),
});
export type FormHead = z.output<typeof formHead>;

/** Somebody named on a form. */
export const person = z.strictObject({ name, employeeNo: text.nullable(), position: text.nullable() });
export type Person = z.output<typeof person>;

/** How an item of the handover stands at the time of printing. */
export const VERDICTS = {
  open: '待交接',
  handedOver: '已移交',
  accepted: '已接收',
  confirmed: '已确认',
  disputed: '有争议',
  refused: '客户拒签',
  unreachable: '联系不上',
  returned: '已退回',
  waived: '批准免交',
} as const;
export const verdict = z.enum(Object.keys(VERDICTS) as [Verdict, ...Verdict[]]);
export type Verdict = keyof typeof VERDICTS;

export const riskLevel = z.enum(['low', 'medium', 'high']);
export const RISKS = { low: '低', medium: '中', high: '高' } as const;
export const SECRECY = { public: '一般', internal: '内部', secret: '商业秘密' } as const;
export const secrecy = z.enum(['public', 'internal', 'secret']);
