import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Words } from '../../shared/domain/refusal.ts';
import type { Inbox } from './inbox.ts';
import type { Finding, Incarnation, Restoration } from './incarnation.ts';
import type { Outbox } from './outbox.ts';
import type { Receipts } from './receipts.ts';
import * as refusals from './refusals.ts';

/** Something on the road that a person should know, and what to do about it. */
export interface Problem extends Words {
  readonly code: string;
  readonly next: Words;
}

/** Of many errors of one kind only so many are shown; the rest is counted. */
const mostErrors = 20;

export function problemsOf(road: {
  readonly incarnation: Incarnation;
  readonly outbox: Outbox;
  readonly receipts: Receipts;
  readonly inbox: Inbox;
  readonly keysLost: boolean;
  readonly damagedAttachments: number;
}): Problem[] {
  const { incarnation, outbox, receipts, inbox, keysLost, damagedAttachments } = road;
  const latest = receipts.latest(incarnation.id);
  const problems: Problem[] = [];
  if (keysLost) problems.push(asProblem(refusals.keysLost));
  const finding = incarnation.findings.at(-1);
  // Once headquarters has confirmed something of the new incarnation, both sides know what happened.
  if (finding?.incarnationId === incarnation.id && latest === undefined) problems.push(restored(finding));
  const gone = outbox
    .from(incarnation.id, 1)
    .filter(({ state, fileName }) => state !== 'receipted' && !existsSync(join(outbox.folder, fileName)));
  if (gone[0] !== undefined) problems.push(asProblem(refusals.fileGone(gone[0].fileName)));
  if (damagedAttachments > 0) problems.push(damaged(damagedAttachments));
  if (latest !== undefined) {
    const { missing, errors, updateRequired } = latest.receipt;
    for (const { from, to } of missing.slice(0, mostErrors)) problems.push(missingRange(from, to));
    for (const { code, zh, en } of errors.slice(0, mostErrors)) {
      problems.push({ code, zh, en, next: reported });
    }
    if (errors.length > mostErrors) problems.push(moreErrors(errors.length - mostErrors));
    if (updateRequired !== null) problems.push(updateNeeded(updateRequired));
  }
  const notArrived = inbox.missing();
  if (notArrived.length > 0) problems.push(fromHqMissing(notArrived));
  return problems;
}

const asProblem = ({ code, zh, en, next }: { code: string; next: Words } & Words): Problem => ({ code, zh, en, next });

const reported: Words = {
  zh: '总部会有人处理；需要补正时会与本店联系。',
  en: 'Somebody at headquarters looks into it, and will ask if something must be corrected.',
};

const restoredWords: Record<Restoration, Words> = {
  restored: {
    zh: '登记库是从备份恢复的：恢复之前封过的变更包，本机已不记得。',
    en: 'This registry came from a backup: change sets were sealed before that it knows nothing of.',
  },
  auditRewritten: {
    zh: '审计记录与上次封包时不一致。',
    en: 'The audit log is not the one that was sealed last time.',
  },
  markerLost: {
    zh: '找不到上次封包的记号（head.json），无法确认登记库是不是备份。',
    en: 'The note of the last sealing (head.json) is gone, so nobody can tell whether this registry is a backup.',
  },
  receiptAhead: {
    zh: '总部的回执比本机的记录更新：登记库是从备份恢复的。',
    en: 'The receipt of headquarters is ahead of this registry: it came from a backup.',
  },
};

const restored = ({ why, auditSequence }: Finding): Problem => ({
  code: `sync.${why}`,
  zh: `${restoredWords[why].zh}${why === 'auditRewritten' ? `（第 ${auditSequence} 条）` : ''}之后的变更已改用新的编号封包。`,
  en: `${restoredWords[why].en}${why === 'auditRewritten' ? ` (event ${auditSequence})` : ''} What follows is sealed under a new numbering.`,
  next: {
    zh: '请告知总部信息管理员：恢复前的变更以总部已收到的为准。',
    en: 'Tell the administrator at headquarters: what happened before is what headquarters has received.',
  },
});

const damaged = (count: number): Problem => ({
  code: 'sync.attachmentDamaged',
  zh: `${count} 个附件在本机已损坏或不见了，没有封包。`,
  en: `${count} attachments are damaged or missing on this computer and were not sealed.`,
  next: {
    zh: '请从备份放回 attachments 文件夹，再封包一次。',
    en: 'Put the attachments folder back from a backup, and seal again.',
  },
});

const missingRange = (from: number, to: number): Problem => ({
  code: 'sync.missing',
  zh: from === to ? `总部没有收到第 ${from} 号变更包。` : `总部没有收到第 ${from} 至 ${to} 号变更包。`,
  en: from === to ? `Headquarters lacks change set ${from}.` : `Headquarters lacks change sets ${from} to ${to}.`,
  next: { zh: `请点“重新导出”，从第 ${from} 号起再送一次。`, en: `Use Export again, from number ${from}.` },
});

const moreErrors = (count: number): Problem => ({
  code: 'sync.moreErrors',
  zh: `另有 ${count} 条记录在总部待处理。`,
  en: `${count} more rows wait at headquarters.`,
  next: reported,
});

const updateNeeded = (side: 'branch' | 'hq'): Problem =>
  side === 'hq'
    ? {
        code: 'sync.updateHq',
        zh: '总部的程序比本机旧，部分内容要等总部更新后才能入库。',
        en: 'The program at headquarters is older than this one; part of the content waits until it is updated.',
        next: { zh: '本店不用做什么。', en: 'Nothing to do here.' },
      }
    : {
        code: 'sync.updateBranch',
        zh: '本机的程序太旧，总部暂不接受新的变更包。',
        en: 'This program is too old for headquarters to take its change sets.',
        next: { zh: '请更新本程序；已封包的变更不会丢失。', en: 'Update this program; what is sealed is kept.' },
      };

const fromHqMissing = (numbers: readonly number[]): Problem => ({
  code: 'sync.fromHqMissing',
  zh: `总部发来的第 ${numbers.slice(0, 10).join('、')} 号还没有收取。`,
  en: `Number ${numbers.slice(0, 10).join(', ')} from headquarters has not arrived.`,
  next: {
    zh: '请把总部给本店的整个文件夹拿来，一次收取；重复的不会重复生效。',
    en: 'Bring the whole folder headquarters has for this branch and take it; what was taken before does nothing.',
  },
});
