import { z } from 'zod';
import { addDays, type BusinessDate, monthsBetween } from '../../../shared/domain/businessDate.ts';
import { dateOnDocument } from '../../../shared/domain/dateWords.ts';
import type { Block } from '../../paper/blocks.ts';
import { day, type FormHead, name as nameField } from './fields.ts';
import { blank, handGrid, WRITTEN_DATE } from './parts.ts';
import { fill, formTexts } from './texts.ts';

/**
 * 离职证明: exactly what 劳动合同法实施条例 24 asks for: term of the contract, day on which it was dissolved or ended, position, years
 * of service with the employer. The schema is strict: there is no field for a reason or a remark, and an unknown one is refused.
 */
export const leaveCertificateContent = z
  .strictObject({
    name: nameField,
    idLabel: z.enum(['居民身份证号码', '护照号码', '证件号码']),
    idNumber: z.string().min(4).max(40),
    contract: z.strictObject({ from: day, to: day.nullable() }),
    /** 解除 by notice or agreement, 终止 by expiry or operation of law. */
    ending: z.enum(['解除', '终止']),
    endedOn: day,
    position: nameField,
    /** First day of service with this employer. */
    serviceFrom: day,
    issuedOn: day,
  })
  .refine((content) => content.serviceFrom <= content.endedOn && content.contract.from <= content.endedOn, {
    path: ['endedOn'],
    message: 'the end lies before the beginning',
  });
type Content = z.output<typeof leaveCertificateContent>;

/** Full years and months of service, both days included: 2016-07-01 to 2026-06-30 are ten years. */
export function serviceWords(from: BusinessDate, to: BusinessDate): string {
  const months = monthsBetween(from, addDays(to, 1));
  const years = Math.floor(months / 12);
  const rest = months % 12;
  if (months === 0) return '不满 1 个月';
  return [years > 0 ? `${years} 年` : '', rest > 0 ? `${rest} 个月` : ''].filter((each) => each).join(' ');
}

export function leaveCertificateBlocks(content: Content, head: FormHead): Block[] {
  const texts = formTexts.leaveCertificate;
  const { contract, name, idLabel, idNumber } = content;
  const identity = { name, idLabel, idNumber };
  const term = contract.to
    ? `${dateOnDocument(contract.from)}至${dateOnDocument(contract.to)}`
    : `自${dateOnDocument(contract.from)}起，无固定期限`;
  const service = `${serviceWords(content.serviceFrom, content.endedOn)}（${dateOnDocument(content.serviceFrom)}至${dateOnDocument(content.endedOn)}）`;
  return [
    { kind: 'space', height: 16, solid: true },
    { kind: 'heading', level: 1, text: '离　职　证　明' },
    { kind: 'space', height: 8 },
    { kind: 'paragraph', text: fill(texts.body, identity), indent: 2, size: 12 },
    { kind: 'space', height: 4 },
    {
      kind: 'facts',
      columns: 1,
      labelWidth: 46,
      size: 11.5,
      items: [
        { label: '劳动合同期限', value: term, minHeight: 13 },
        { label: `劳动合同${content.ending}日期`, value: dateOnDocument(content.endedOn), minHeight: 13 },
        { label: '工作岗位', value: content.position, minHeight: 13 },
        { label: '在本单位的工作年限', value: service, minHeight: 13 },
      ],
    },
    { kind: 'space', height: 6 },
    { kind: 'paragraph', text: texts.closing, indent: 2, size: 12 },
    { kind: 'space', height: 22 },
    { kind: 'paragraph', text: `${head.organisation}（盖章）`, align: 'right', size: 12 },
    { kind: 'paragraph', text: dateOnDocument(content.issuedOn), align: 'right', size: 12 },
    { kind: 'space', height: 30 },
    { kind: 'paragraph', text: texts.source, size: 8.5, tone: 'quiet', align: 'left' },
    { kind: 'pageBreak', newPart: true },
    { kind: 'space', height: 16, solid: true },
    { kind: 'heading', level: 1, text: '离职证明签收回执' },
    { kind: 'paragraph', text: '本页由用人单位留存，不交给新用人单位。', align: 'center', size: 9, tone: 'quiet' },
    { kind: 'space', height: 6 },
    { kind: 'paragraph', text: fill(texts.receipt, { number: head.number }), indent: 2, size: 12 },
    { kind: 'space', height: 6 },
    handGrid(
      [
        ['领取人签名', '', '日期', WRITTEN_DATE],
        ['领取方式', ['☐ 当面领取　☐ 邮寄，单号 ', blank(12), '　☐ 其他 ', blank(8)]],
        ['经办人签名', '', '日期', WRITTEN_DATE],
      ],
      16,
    ),
  ];
}
