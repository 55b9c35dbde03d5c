import { z } from 'zod';
import type { Block } from '../../paper/blocks.ts';
import { day, person } from './fields.ts';
import {
  accountTable,
  assetTable,
  dutyTable,
  fileTable,
  fundTable,
  handSignatures,
  personLine,
  section,
  taskTable,
  workSection,
  workSections,
} from './parts.ts';
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
    section('二、待办事项'),
    taskTable(content),
    workSection('三、文件资料', content.files),
    fileTable(content),
    workSection('四、系统账号', content.accounts),
    accountTable(content),
    section('五、物品'),
    assetTable(content),
    workSection('六、款项与未报销费用', content.funds),
    fundTable(content),
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
