import { inWords, oneLine, refusalLine } from '../../bin/terminal.ts';
import type { Words } from '../../shared/domain/refusal.ts';
import type { FileReport, ImportReport } from '../import/reports.ts';
import type { BranchStatus, HeadquartersStatus } from '../status.ts';

const outcomes: Record<FileReport['outcome'], Words> = {
  imported: { zh: '已入库', en: 'imported' },
  known: { zh: '已有', en: 'known' },
  parked: { zh: '待续', en: 'waits' },
  stopped: { zh: '停收', en: 'stopped' },
  refused: { zh: '拒收', en: 'refused' },
};

/** One line for each file that needs somebody's eye, then the totals. */
export function printReport(report: ImportReport): void {
  for (const { name, outcome, refusals } of report.files) {
    const [first] = refusals;
    if (first !== undefined) console.log(`${inWords(outcomes[outcome])}  ${oneLine(name)}  ${refusalLine(first)}`);
  }
  const totals = (Object.keys(outcomes) as FileReport['outcome'][])
    .filter((outcome) => report[outcome] > 0 || outcome === 'imported')
    .map((outcome) => `${inWords(outcomes[outcome])} ${report[outcome]}`);
  console.log(totals.join(inWords({ zh: '，', en: ', ' })));
}

/** What a branch's clock said; a branch may say anything, also what is no instant. */
function instant(at: number | null): string {
  const date = new Date(at ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? '—' : date.toISOString().slice(0, 16).replace('T', ' ');
}

/** Every branch with how far it has come, and what is wrong. */
export function printStatus(status: HeadquartersStatus): void {
  for (const branch of status.branches) {
    console.log(`${oneLine(branch.branchName)}  ${oneLine(branch.code ?? '')}  ${branch.branchId}`);
    for (const line of linesOf(branch)) console.log(`    ${line}`);
  }
  const { importedFiles, parkedFiles, refusedFiles, quarantined, openAlarms } = status;
  console.log(
    inWords({
      zh: `门店 ${status.branches.length}，变更包 ${importedFiles}，待续 ${parkedFiles}，拒收 ${refusedFiles}，待处理 ${quarantined}，告警 ${openAlarms}`,
      en: `${status.branches.length} branches, ${importedFiles} change sets, ${parkedFiles} wait, ${refusedFiles} refused, ${quarantined} for review, ${openAlarms} alarms`,
    }),
  );
}

function linesOf(branch: BranchStatus): string[] {
  const lines = branch.incarnations.map(({ headSequence, parked, lastSealedAt, auditEvents }) =>
    inWords({
      zh: `收到第 ${headSequence} 号（${instant(lastSealedAt)} UTC 封包），待续 ${parked}，审计记录 ${auditEvents}`,
      en: `up to number ${headSequence} (sealed ${instant(lastSealedAt)} UTC), ${parked} wait, ${auditEvents} audit events`,
    }),
  );
  if (lines.length === 0) lines.push(inWords({ zh: '还没有收到变更包', en: 'nothing has arrived yet' }));
  if (branch.stoppedFor !== null) {
    lines.push(inWords({ zh: `已停收：${branch.stoppedFor}`, en: `stopped: ${branch.stoppedFor}` }));
  }
  for (const alarm of branch.alarms) lines.push(`! ${oneLine(inWords(alarm))}`);
  return lines;
}
