import type { Refusal } from '../../shared/domain/refusal.ts';
import { type HandoverItemState, handoverItemMachine } from '../../shared/domain/states/handoverItem.ts';
import { handoverMachine } from '../../shared/domain/states/handoverTrack.ts';
import type { Actor as Decider } from '../../shared/domain/states/machine.ts';
import type { CaseRow } from './store.ts';

export const noSuchCase: Refusal = {
  kind: 'notFound',
  code: 'separation.noSuchCase',
  zh: '没有找到这个离职案件。',
  en: 'There is no such separation case.',
  next: { zh: '请从“离职交接”列表进入。', en: 'Open it from the list under Separation.' },
};

export const noSuchItem: Refusal = {
  kind: 'notFound',
  code: 'separation.noSuchItem',
  zh: '清单里没有这一项。',
  en: 'There is no such item in the list.',
  next: { zh: '请刷新清单。', en: 'Reload the list.' },
};

export const notYours: Refusal = {
  kind: 'forbidden',
  code: 'separation.notYours',
  zh: '您只能查看和办理本人的离职交接，或由您接收的事项。',
  en: 'You can see and work on your own separation only, and on what you receive.',
  next: { zh: '请联系人事专员。', en: 'Ask the HR clerk.' },
};

export const alreadyLeaving = (caseId: string, number: string): Refusal => ({
  kind: 'conflict',
  code: 'separation.alreadyLeaving',
  zh: `这位员工已有在办的离职案件 ${number}。`,
  en: `This person has a separation case under way: ${number}.`,
  next: { zh: '请在原案件中继续办理。', en: 'Go on in that case.' },
  about: [{ table: 'separationCase', id: caseId, label: number }],
});

export const notEmployed: Refusal = {
  kind: 'barred',
  code: 'separation.notEmployed',
  zh: '这位员工目前不在职，不能办理离职。',
  en: 'This person is not employed at present.',
  next: { zh: '请核对员工和入职状态。', en: 'Check the person and the onboarding.' },
};

export const noticeInFuture: Refusal = {
  kind: 'invalid',
  code: 'separation.noticeInFuture',
  field: 'noticeDate',
  zh: '通知日期不能晚于今天。',
  en: 'The notice cannot be dated later than today.',
  next: { zh: '请填写实际收到通知的日期。', en: 'Enter the day on which the notice was received.' },
};

export const endBeforeNotice: Refusal = {
  kind: 'invalid',
  code: 'separation.endBeforeNotice',
  field: 'requestedEnd',
  zh: '结束日期不能早于通知日期。',
  en: 'The employment cannot end before the notice.',
  next: { zh: '请核对两个日期。', en: 'Check both dates.' },
};

export const scanTooLate: Refusal = {
  kind: 'barred',
  code: 'separation.letterNotPrinted',
  zh: '这份确认函还没有打印，不能登记客户的回复。',
  en: 'This letter has not been printed; there is nothing the client could have answered.',
  next: { zh: '请先打印确认函交客户。', en: 'Print the letter and give it to the client first.' },
};

export const alreadyConfirmed: Refusal = {
  kind: 'barred',
  code: 'separation.letterAccepted',
  zh: '这家客户已凭签署的确认函通过审核，不能再改成拒签或联系不上。',
  en: 'This client has been accepted on the strength of the signed letter; it cannot become refused or unreachable.',
  next: {
    zh: '如有出入，请先退回这一项并写明原因。',
    en: 'If it was wrong, send the item back first, with the reason.',
  },
};

export const managerOfOwn: Refusal = {
  kind: 'forbidden',
  code: 'separation.ownManager',
  zh: '不能为本人的离职指定审批经理。',
  en: 'Nobody names the manager of their own case.',
  next: { zh: '请另一位人事办理。', en: 'Have another person of HR do it.' },
};

export const handoverOver: Refusal = {
  kind: 'barred',
  code: 'separation.handoverOver',
  zh: '这个案件的交接已经办结，不再需要审批。',
  en: 'The handover of this case is over; nothing is left to approve.',
  next: { zh: '请刷新案件。', en: 'Reload the case.' },
};

export const eyesOfOffice: Refusal = {
  kind: 'forbidden',
  code: 'separation.eyesOfOffice',
  zh: '读不出二维码的扫描件，要由人事或经理目视核对后登记。',
  en: 'A scan whose code cannot be read is compared by eye and recorded by HR or a manager.',
  next: { zh: '请把纸面交人事专员登记。', en: 'Hand the paper to the HR clerk.' },
};

export const scanMissing: Refusal = {
  kind: 'invalid',
  code: 'separation.scanMissing',
  field: 'scan',
  zh: '登记“已签署”需要签署件的扫描件。',
  en: 'A letter recorded as signed needs its scan.',
  next: {
    zh: '请扫描后上传；客户没有签的，请登记拒签或联系不上。',
    en: 'Scan and attach it; if it was not signed, record a refusal or that nobody was reached.',
  },
};

/** Why receivers cannot be named in a case now; empty when they can. */
export function assignBars(row: CaseRow, decider: Decider): readonly Refusal[] {
  if (decider.employeeId === row.employeeId || decider.role === 'salesperson') return [notForLeaver];
  if (['listed', 'transferring', 'underReview'].includes(row.handoverState)) return [];
  const { zh, en } = handoverMachine.states[row.handoverState];
  return [
    {
      kind: 'barred',
      code: 'separation.notAssignable',
      zh: `交接在“${zh}”，不能指定接收人。`,
      en: `The handover is at “${en}”: receivers cannot be named.`,
      next:
        row.handoverState === 'submitted'
          ? { zh: '请先受理，系统会列出清单。', en: 'Accept the notice first; the list is then generated.' }
          : { zh: '要更换接收人，请先退回有关事项。', en: 'To change a receiver, send the items back first.' },
    },
  ];
}

/** What is decided keeps its receiver. */
export const decidedBars = (state: HandoverItemState): readonly Refusal[] =>
  state === 'accepted' || state === 'waived'
    ? [
        {
          kind: 'barred',
          code: 'separation.itemDecided',
          zh: `已经是“${handoverItemMachine.states[state].zh}”，不再更换接收人。`,
          en: `It is “${handoverItemMachine.states[state].en}” already and keeps its receiver.`,
          next: { zh: '确需更换的，请先退回这一项。', en: 'If it has to change, send the item back first.' },
        },
      ]
    : [];

const notForLeaver: Refusal = {
  kind: 'forbidden',
  code: 'separation.assignRole',
  zh: '接收人由销售经理或人事指定。',
  en: 'Receivers are named by the sales manager or HR.',
  next: { zh: '请联系销售经理。', en: 'Ask the sales manager.' },
};

export const noScan: Refusal = {
  kind: 'notFound',
  code: 'separation.noScan',
  zh: '这份确认函没有扫描件。',
  en: 'There is no scan of this letter.',
  next: { zh: '请先登记客户的回复并上传扫描件。', en: "Record the client's answer with its scan first." },
};

export const endPassed: Refusal = {
  kind: 'barred',
  code: 'separation.endPassed',
  zh: '劳动关系已经结束或离职已撤回，不能再改结束日期。',
  en: 'The employment has ended or the notice was withdrawn: the last day cannot be changed any more.',
  next: { zh: '日期登记有误的，请联系HR管理员更正。', en: 'If the date is wrong, ask the HR admin to correct it.' },
};

export const notEndedYet: Refusal = {
  kind: 'barred',
  code: 'separation.notEndedYet',
  zh: '劳动关系还没有结束，不能登记档案和社保转移。',
  en: 'The employment has not ended: the transfer cannot be recorded yet.',
  next: { zh: '请先办理“结束劳动关系”。', en: 'End the employment first.' },
};

export const transferInFuture: Refusal = {
  kind: 'invalid',
  code: 'separation.transferInFuture',
  field: 'transferredOn',
  zh: '转移日期不能晚于今天。',
  en: 'The transfer cannot be dated later than today.',
  next: { zh: '请填写实际办理的日期。', en: 'Enter the day on which it was done.' },
};
