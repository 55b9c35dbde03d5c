import { z } from 'zod';
import type { Block } from '../../paper/blocks.ts';
import { day, person } from './fields.ts';
import { dutyTable, handSignatures, personLine, section, workLists, workSection, workSections } from './parts.ts';
import { formTexts } from './texts.ts';

/** 工作交接清单: duties, tasks, files, accounts and assets, for one receiver or for all. */
export const workHandoverContent = z.strictObject({
  leaver: person,
  receiver: person.nullable(),
  supervisor: person.nullable(),
  manager: person.nullable(),
  lastDay: day,
  handoverDue: day,
  ...workSections,
});
type Content = z.output<typeof workHandoverContent>;

export function workHandoverBlocks(content: Content): Block[] {
  return [
    {
      kind: 'facts',
      columns: 2,
      labelWidth: 25,
      items: [
        { label: '移交人', value: personLine(content.leaver) },
        { label: '接收人', value: personLine(content.receiver) },
        { label: '监交人', value: personLine(content.supervisor) },
        { label: '部门负责人', value: personLine(content.manager) },
        { label: '最后工作日', value: content.lastDay },
        { label: '交接期限', value: content.handoverDue },
      ],
    },
    workSection('一、岗位职责', content.duties),
    dutyTable(content),
    ...workLists(content),
    {
      kind: 'keep',
      blocks: [
        section('七、确认'),
        ...formTexts.workHandover.declaration.map(
          (words): Block => ({ kind: 'paragraph', text: words, size: 9.5, align: 'left', before: 2 }),
        ),
        handSignatures(['移交人', '接收人', '监交人', '部门负责人']),
      ],
    },
  ];
}
