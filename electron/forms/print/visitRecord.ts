import { z } from 'zod';
import { line } from '../../../shared/contract/base.ts';
import type { Block } from '../../paper/blocks.ts';
import { name, note, person, text } from './fields.ts';
import { handGrid, personLine, section, WRITTEN_DATE } from './parts.ts';
import { formTexts } from './texts.ts';

const SOURCES = { checkIn: '现场签到一次', exif: '照片中的位置', typed: '手工填写' } as const;

/** 拜访记录: filled in from a recorded visit, or blank (`null`) to be written on the spot. */
export const visitRecordContent = z
  .strictObject({
    client: z.strictObject({ name: z.string().min(1).max(200), address: text.nullable() }),
    visitors: z.array(person).min(1).max(10),
    /** As written, in Asia/Shanghai: `2026-11-23 14:05`. */
    at: line(40).nullable(),
    purpose: text,
    met: z.strictObject({ name: text, title: text, phone: text }).nullable(),
    location: z
      .strictObject({
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        source: z.enum(['checkIn', 'exif', 'typed']),
        /** Metres. */
        accuracy: z.number().min(0).nullable(),
        /** Metres to the client's address on file; null when it has no coordinates. */
        distance: z.number().min(0).nullable(),
        /** Why the place or the journey needs an explanation, one sentence each. */
        flags: z.array(text).max(5),
        /** Coordinates are never printed without the visitor's separate consent. */
        consentedAt: line(40).min(1),
      })
      .nullable(),
    matters: note.nullable(),
    result: note.nullable(),
    recordedBy: name.nullable(),
  })
  .readonly();
type Content = z.output<typeof visitRecordContent>;

const metres = (distance: number) =>
  distance < 1000 ? `${Math.round(distance)} 米` : `${(distance / 1000).toFixed(1)} 公里`;

function placeItems(location: NonNullable<Content['location']>) {
  const accuracy = location.accuracy === null ? '' : `，精度约 ${metres(location.accuracy)}`;
  const distance = location.distance === null ? '客户地址没有坐标，未计算' : metres(location.distance);
  return [
    { label: '坐标', value: `${location.latitude.toFixed(5)}，${location.longitude.toFixed(5)}${accuracy}`, span: 2 },
    { label: '位置来源', value: SOURCES[location.source] },
    { label: '距客户地址', value: distance },
    { label: '同意采集时间', value: location.consentedAt, span: 2 },
    ...(location.flags.length > 0
      ? [
          {
            label: '需要说明',
            value: [{ text: location.flags.join('\n'), tone: 'alert' as const, bold: true }],
            span: 2,
          },
        ]
      : []),
  ];
}

const BLANK_PLACE = [
  { label: '坐标', value: '', minHeight: 10 },
  { label: '位置来源', value: '☐ 签到　☐ 照片　☐ 手工', minHeight: 10 },
];

export function visitRecordBlocks(content: Content): Block[] {
  const { client, met, location } = content;
  const written = (value: string | null): Block =>
    value === null
      ? { kind: 'rules', lines: 4, pitch: 8.5 }
      : { kind: 'paragraph', text: value || '无', align: 'left', inset: 0 };
  return [
    {
      kind: 'facts',
      columns: 2,
      labelWidth: 29,
      items: [
        { label: '客户', value: client.name, span: 2 },
        { label: '客户地址', value: client.address ?? '', span: 2 },
        { label: '拜访人', value: content.visitors.map(personLine).join('\n'), span: 2 },
        { label: '时间', value: content.at ?? '　　　年　　月　　日　　时　　分', minHeight: 9 },
        { label: '事由', value: content.purpose, minHeight: 9 },
        { label: '接待人', value: met ? [met.name, met.title].filter((each) => each).join('　') : '', minHeight: 9 },
        { label: '接待人电话', value: met?.phone ?? '', minHeight: 9 },
      ],
    },
    section('一、地点'),
    { kind: 'facts', columns: 2, labelWidth: 29, items: location ? placeItems(location) : BLANK_PLACE },
    {
      kind: 'paragraph',
      text: `${location ? '☑' : '☐'} ${formTexts.visitRecord.consent}`,
      size: 9,
      tone: 'quiet',
      align: 'left',
    },
    section('二、谈到的事项'),
    written(content.matters),
    section('三、结果与后续'),
    written(content.result),
    {
      kind: 'keep',
      blocks: [
        section('四、签字'),
        { kind: 'paragraph', text: formTexts.visitRecord.client, size: 9.5, align: 'left' },
        handGrid([
          ['客户签字', '', '职务', ''],
          ['日期', WRITTEN_DATE, '录入人', content.recordedBy ?? ''],
          ['拜访人签字', '', '日期', WRITTEN_DATE],
        ]),
      ],
    },
  ];
}
