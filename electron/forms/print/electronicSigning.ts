import { z } from 'zod';
import { sha256Hex } from '../../../shared/contract/base.ts';
import type { Block, TableBlock } from '../../paper/blocks.ts';
import { day, type FormHead, name, text } from './fields.ts';
import { handGrid, WRITTEN_DATE } from './parts.ts';
import { fill, formTexts } from './texts.ts';

/** 电子签名约定: printed, signed in ink before the first electronic signature, and kept by both sides. */
export const electronicSigningContent = z.strictObject({
  name,
  idLabel: z.enum(['居民身份证号码', '护照号码', '证件号码']),
  idNumber: z.string().min(4).max(40),
  employeeNo: text,
  position: text,
  /** Titles of the papers that may be signed electronically. */
  documents: z.array(name).min(1).max(30),
  certificate: z.strictObject({
    /** Hex serial number. */
    serial: z.string().regex(/^[0-9a-fA-F]{2,40}$/),
    /** SHA-256 of the certificate (DER), lower-case hex. */
    fingerprint: sha256Hex,
    /** SHA-256 of the public key (SubjectPublicKeyInfo, DER). */
    keyFingerprint: sha256Hex,
    validFrom: day,
    validTo: day,
  }),
  root: z.strictObject({ subject: name, fingerprint: sha256Hex }),
});
type Content = z.output<typeof electronicSigningContent>;

/** Groups of four in a grid of sixteen cells: read aloud and compared by two people, cell by cell. */
function fingerprint(title: string, hex: string): TableBlock {
  const groups = hex.toUpperCase().match(/.{4}/g) ?? [];
  const cells = (from: number) =>
    groups.slice(from, from + 8).map((text) => ({ text, align: 'center' as const, bold: true }));
  return {
    kind: 'table',
    headless: true,
    size: 10,
    columns: Array.from({ length: 8 }, () => ({ title: '' })),
    rows: [{ kind: 'group', cells: [{ text: title, span: 8 }] }, { cells: cells(0) }, { cells: cells(8) }],
  };
}

export function electronicSigningBlocks(content: Content, head: FormHead): Block[] {
  const texts = formTexts.electronicSigning;
  const { certificate, root } = content;
  const documents = content.documents.map((title) => `《${title}》`).join('');
  return [
    {
      kind: 'facts',
      columns: 2,
      labelWidth: 29,
      items: [
        { label: '甲方（用人单位）', value: head.organisation, span: 2 },
        { label: '乙方（员工）', value: content.name },
        { label: '工号、岗位', value: `${content.employeeNo}　${content.position}` },
        { label: content.idLabel, value: content.idNumber, span: 2 },
      ],
    },
    { kind: 'paragraph', text: texts.opening, indent: 2 },
    ...texts.clauses.map(
      (clause): Block => ({
        kind: 'clause',
        number: clause.number,
        text: fill(clause.text, { documents }),
        highlight: clause.highlight ?? false,
      }),
    ),
    {
      kind: 'keep',
      blocks: [
        { kind: 'heading', level: 2, text: '证书指纹（SHA-256）' },
        {
          kind: 'facts',
          columns: 2,
          labelWidth: 29,
          items: [
            { label: '证书序列号', value: certificate.serial.toUpperCase() },
            { label: '有效期', value: `${certificate.validFrom} 至 ${certificate.validTo}` },
            { label: '甲方根证书', value: root.subject, span: 2 },
          ],
        },
        fingerprint('乙方签名证书', certificate.fingerprint),
        fingerprint('乙方公钥', certificate.keyFingerprint),
        fingerprint('甲方根证书', root.fingerprint),
      ],
    },
    {
      kind: 'keep',
      blocks: [
        { kind: 'heading', level: 2, text: '签署' },
        {
          kind: 'paragraph',
          text: '乙方确认：已逐组核对屏幕与本页的指纹，PIN 由本人设置，没有告诉任何人。',
          size: 9.5,
          align: 'left',
        },
        {
          kind: 'signatures',
          columns: 2,
          height: 26,
          boxes: [
            { name: 'employee', label: '乙方（手写签名）', lines: [`日期：${WRITTEN_DATE}`] },
            { name: 'company', label: '甲方（盖章）', lines: [`日期：${WRITTEN_DATE}`] },
          ],
        },
        handGrid([['核对证件原件', '☐ 已核对，与乙方本人相符', '见证人', '']], 12),
        {
          kind: 'paragraph',
          text: texts.source,
          size: 8.5,
          tone: 'quiet',
          align: 'left',
        },
      ],
    },
  ];
}
