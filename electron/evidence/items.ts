import { fromInstant } from '../../shared/domain/businessDate.ts';
import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import { byEyeWords } from '../../shared/domain/returnedScan.ts';
import type { Database } from '../../shared/schema/index.ts';
import { extractCms } from '../agreements/verify/extractCms.ts';
import type { FeatureContext } from '../feature.ts';
import { FORM_KINDS } from '../forms/print/formNumber.ts';
import { UnreadablePdfError, withPdf } from '../paper/rasterise.ts';
import { csv } from './csv.ts';

/** One file of a bundle, and what it is to prove, as the catalogue says it. */
export interface EvidenceItem {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly title: string;
  readonly proves: string;
  readonly pages?: number | undefined;
}

type Row = Record<string, string | number | null>;

/** Collects what proves a case, from the registry and the attachment store. Nothing is left out that the case refers to. */
export const collectEvidence = (context: FeatureContext, caseId: string): Promise<EvidenceItem[]> =>
  Promise.all(gather(context, caseId).map(async (item) => ({ ...item, pages: item.pages ?? (await pagesOf(item)) })));

/** Pages of a document as it is on paper; undefined for data, and for a PDF that cannot be read. */
async function pagesOf({ path, bytes }: EvidenceItem): Promise<number | undefined> {
  if (/\.(png|jpe?g)$/i.test(path)) return 1;
  if (!/\.pdf$/i.test(path)) return undefined;
  try {
    return await withPdf(bytes, (pdf) => pdf.pageCount);
  } catch (error) {
    if (error instanceof UnreadablePdfError) return undefined;
    throw error;
  }
}

function gather(context: FeatureContext, caseId: string): EvidenceItem[] {
  const { reader } = context.registry;
  const row = reader.prepare('SELECT * FROM separationCase WHERE id = ?').get(caseId) as
    | Database['separationCase']
    | undefined;
  if (row === undefined) throw new RefusalError(noSuchCase);
  const clients = reader
    .prepare("SELECT subjectId FROM handoverItem WHERE caseId = ? AND kind = 'client'")
    .pluck()
    .all(caseId) as string[];
  return [
    ...agreements(context, row),
    ...forms(context, caseId),
    ...scans(context, caseId),
    ...tables(context, row, clients),
    auditExcerpt(context, row, clients),
  ];
}

function agreements(context: FeatureContext, row: Database['separationCase']): EvidenceItem[] {
  const signed = context.registry.reader
    .prepare(
      "SELECT * FROM agreement WHERE employeeId = ? AND state = 'completed' AND documentHash IS NOT NULL ORDER BY completedAt",
    )
    .all(row.employeeId) as Database['agreement'][];
  let count = 0;
  return signed.flatMap((agreement) => {
    const document = attachment(context, agreement.documentHash ?? '');
    const extension =
      document.mediaType === 'application/pdf' ? 'pdf' : document.mediaType === 'image/png' ? 'png' : 'jpg';
    const file: EvidenceItem = {
      path: `data/agreements/${agreement.number}.${extension}`,
      bytes: document.bytes,
      title: `${agreement.title}（${agreement.number}）`,
      proves: agreement.method === 'wetInk' ? '员工亲笔签署的纸质文件' : '员工与公司的约定，双方数字签名',
    };
    if (agreement.method === 'wetInk') return [file];
    const signatures = extractCms(document.bytes).flatMap(({ field, cms, signedBytes }): EvidenceItem[] => {
      count += 1;
      const name = String(count).padStart(3, '0');
      const proves = `${agreement.number} 的${field === 'employee' ? '员工' : '公司'}签名`;
      return [
        { path: `data/cms/${name}.der`, bytes: cms, title: `${proves}（CMS）`, proves: '可用 openssl 独立验证的签名' },
        {
          path: `data/cms/${name}.signed`,
          bytes: signedBytes,
          title: `${proves}所签的字节`,
          proves: '签名覆盖的原始内容',
        },
      ];
    });
    return [file, ...signatures];
  });
}

function forms(context: FeatureContext, caseId: string): EvidenceItem[] {
  const printed = context.registry.reader
    .prepare('SELECT * FROM form WHERE caseId = ? ORDER BY printedAt, number')
    .all(caseId) as Database['form'][];
  return printed.map((form) => ({
    path: `data/forms/${form.number}.pdf`,
    bytes: attachment(context, form.documentHash).bytes,
    title: `${FORM_KINDS[form.kind].title} ${form.number}`,
    proves: '按登记数据打印，编号与纸面一致',
    pages: form.pageCount,
  }));
}

/** What a scan belongs to, as the catalogue says it. */
const scanOf = {
  form: { title: '签回的表单', proves: '签字或盖章后的纸质表单' },
  confirmationLetter: { title: '签回的客户交接确认函', proves: '客户签回的纸质确认函' },
  compensationPayment: { title: '补偿支付凭证', proves: '当月的竞业限制补偿已经支付' },
  employmentCheck: { title: '就业核查材料', proves: '离职后的就业情况' },
} as const;

/** Every scan and proof of the case: of its forms, letters, payments and checks. */
function scans(context: FeatureContext, caseId: string): EvidenceItem[] {
  const kept = context.registry.reader
    .prepare(
      `SELECT a.hash, a.fileName, a.subjectTable, a.pagesByEye, u.displayName AS filedBy, coalesce(f.number, c.name, p.month, k.date, '') AS about
       FROM attachment a
         LEFT JOIN form f ON a.subjectTable = 'form' AND f.id = a.subjectId
         LEFT JOIN confirmationLetter l ON a.subjectTable = 'confirmationLetter' AND l.id = a.subjectId
         LEFT JOIN client c ON c.id = l.clientId
         LEFT JOIN compensationPayment p ON a.subjectTable = 'compensationPayment' AND p.id = a.subjectId
         LEFT JOIN employmentCheck k ON a.subjectTable = 'employmentCheck' AND k.id = a.subjectId
         LEFT JOIN nonCompete n ON n.id IN (p.nonCompeteId, k.nonCompeteId)
         LEFT JOIN account u ON u.id = a.createdBy
       WHERE a.kind IN ('scan', 'proof') AND :caseId IN (f.caseId, l.caseId, n.caseId)
       ORDER BY a.createdAt, a.id`,
    )
    .all({ caseId }) as {
    hash: string;
    fileName: string;
    subjectTable: keyof typeof scanOf;
    pagesByEye: string | null;
    filedBy: string | null;
    about: string;
  }[];
  return kept.map((scan, index) => {
    const { title, proves } = scanOf[scan.subjectTable];
    return {
      path: `data/scans/${String(index + 1).padStart(3, '0')}-${scan.hash.slice(0, 8)}${scan.fileName.slice(scan.fileName.lastIndexOf('.'))}`,
      bytes: attachment(context, scan.hash).bytes,
      title: `${title}　${scan.about}`,
      proves:
        scan.pagesByEye === null ? proves : `${proves}；${byEyeWords(JSON.parse(scan.pagesByEye))}（${scan.filedBy}）`,
    };
  });
}

function tables(context: FeatureContext, row: Database['separationCase'], clients: readonly string[]): EvidenceItem[] {
  const { reader } = context.registry;
  const inClients = `(${clients.map(() => '?').join(',') || 'NULL'})`;
  const select = (sql: string, ...parameters: string[]): Row[] => reader.prepare(sql).all(...parameters) as Row[];
  const table = (name: string, title: string, proves: string, rows: readonly Row[]): EvidenceItem => ({
    path: `data/${name}.csv`,
    bytes: Buffer.from(csv(rows), 'utf8'),
    title,
    proves: `${proves}（${rows.length} 行）`,
  });
  return [
    table(
      'case',
      '离职案件',
      '通知、法定结束日和交接经过的日期',
      select(
        `SELECT c.number, e.name AS employee, c.kind, c.noticeDate, c.statutoryEnd, c.requestedEnd, c.endedOn, c.legalState,
           c.handoverState, c.handoverDue, c.transferredOn FROM separationCase c JOIN employee e ON e.id = c.employeeId WHERE c.id = ?`,
        row.id,
      ),
    ),
    table(
      'ownership',
      '客户归属历史',
      '谁在何时负责哪家客户、由谁决定',
      select(
        `SELECT c.name AS client, e.name AS employee, o.role, o.share, o.fromDate, o.toDate, o.reason, o.endReason, o.epoch
         FROM ownership o JOIN client c ON c.id = o.clientId JOIN employee e ON e.id = o.employeeId
         WHERE o.clientId IN ${inClients} ORDER BY c.name, o.epoch, o.fromDate`,
        ...clients,
      ),
    ),
    table(
      'orders',
      '客户订单',
      '离职前后与公司的往来',
      select(
        `SELECT s.number, c.name AS client, e.name AS employee, s.date, s.amount, s.status, s.source FROM salesOrder s
         JOIN client c ON c.id = s.clientId LEFT JOIN employee e ON e.id = s.employeeId
         WHERE s.clientId IN ${inClients} ORDER BY s.date, s.number`,
        ...clients,
      ),
    ),
    table(
      'receivables',
      '应收账款',
      '每家客户所欠的金额和争议',
      select(
        `SELECT c.name AS client, r.dueDate, r.amount, r.balance, r.disputed, r.note FROM receivable r
         JOIN client c ON c.id = r.clientId WHERE r.clientId IN ${inClients} ORDER BY c.name, r.dueDate`,
        ...clients,
      ),
    ),
    table(
      'handover',
      '交接清单',
      '每一项的接收人、证据、结论和补正次数',
      select(
        `SELECT i.kind, i.title, i.amount, e.name AS receiver, i.state, i.attempt, i.returnReason, i.evidence, i.note
         FROM handoverItem i LEFT JOIN employee e ON e.id = i.receiverId WHERE i.caseId = ? ORDER BY i.clientId, i.kind, i.title`,
        row.id,
      ),
    ),
    table(
      'approvals',
      '审批记录',
      '谁在何时作出什么决定',
      select(
        `SELECT a.step, k.displayName AS approver, a.verdict, a.reason, a.attempt, a.createdAt AS at FROM approval a
         LEFT JOIN account k ON k.id = a.approverId WHERE a.caseId = ? ORDER BY a.createdAt, a.id`,
        row.id,
      ),
    ),
    table(
      'letters',
      '客户确认函',
      '客户的确认、争议、拒签或联系不上',
      select(
        `SELECT c.name AS client, l.state, l.confirmedBalance, l.disputed, l.signatory, l.clientAccount, l.note
         FROM confirmationLetter l JOIN client c ON c.id = l.clientId WHERE l.caseId = ? ORDER BY c.name`,
        row.id,
      ),
    ),
    table(
      'compensation',
      '竞业限制补偿',
      '按月应付和实付',
      select(
        `SELECT p.month, p.dueDate, p.amount, p.paidOn, p.paidAmount FROM compensationPayment p
         JOIN nonCompete n ON n.id = p.nonCompeteId WHERE n.caseId = ? ORDER BY p.dueDate`,
        row.id,
      ),
    ),
    table(
      'checks',
      '就业核查',
      '离职后就业情况的核查',
      select(
        `SELECT k.date, k.source, k.finding, k.note FROM employmentCheck k
         JOIN nonCompete n ON n.id = k.nonCompeteId WHERE n.caseId = ? ORDER BY k.date, k.id`,
        row.id,
      ),
    ),
    table(
      'changesets',
      '上报总部的变更包',
      '哪些变更在何时封包、总部何时收到',
      select(
        'SELECT sequence, kind, hash, previousHash, state, sealedAt, receiptedAt FROM changeSet ORDER BY sequence',
      ),
    ),
  ];
}

/**
 * The audit events about the case, the person and the clients, opened; and, as links of one chain, the hashes of every
 * event from the first of them to the last, so that nothing between can have been taken out.
 */
function auditExcerpt(
  context: FeatureContext,
  row: Database['separationCase'],
  clients: readonly string[],
): EvidenceItem {
  const { audit, reader } = context.registry;
  const concerned = new Set([row.id, row.employeeId, row.employmentId, ...clients]);
  const name = reader.prepare('SELECT displayName FROM account WHERE id = ?').pluck();
  const lines: string[] = [];
  for (const event of audit.records(0)) {
    const link = {
      sequence: event.sequence,
      at: new Date(event.at).toISOString(),
      previousHash: hex(event.previousHash),
      detailsHash: hex(event.detailsHash),
      hash: hex(event.hash),
    };
    if (!concerned.has(event.subjectId)) {
      lines.push(JSON.stringify(link));
      continue;
    }
    const actor = name.get(event.actor);
    lines.push(
      JSON.stringify({
        ...link,
        actor: typeof actor === 'string' ? actor : event.actor,
        action: event.action,
        subject: `${event.subjectKind}:${event.subjectId}`,
        details: audit
          .opened(event.sequence)
          .map(({ table, rowId, values }) => ({ table, rowId, values: printable(values) })),
      }),
    );
  }
  return {
    path: 'data/audit.jsonl',
    bytes: Buffer.from(`${lines.join('\n')}\n`, 'utf8'),
    title: '审计记录',
    proves: `与本案有关的每一次操作；其余操作只列哈希，链条首尾相接（${lines.length} 条）`,
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const printable = (values: Readonly<Record<string, string | number | null | Uint8Array>>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value instanceof Uint8Array ? hex(value) : value]),
  );

function attachment(context: FeatureContext, hash: string): { bytes: Uint8Array; mediaType: string } {
  const row = context.registry.reader.prepare('SELECT size, mediaType FROM attachment WHERE hash = ?').get(hash) as
    | { size: number; mediaType: string }
    | undefined;
  if (row === undefined) throw new Error(`attachment ${hash} is not on file`);
  return { bytes: context.registry.attachments.get(hash, row.size), mediaType: row.mediaType };
}

/** The name of a bundle: `证据-LZ-SH01-2026-0001-20261123`. */
export const bundleName = (number: string, now: number): string =>
  `证据-${number}-${fromInstant(now).replaceAll('-', '')}`;

const noSuchCase: Refusal = {
  kind: 'notFound',
  code: 'evidence.noSuchCase',
  zh: '没有找到这个离职案件。',
  en: 'There is no such separation case.',
  next: { zh: '请从案件页面导出证据。', en: 'Export the evidence from the page of the case.' },
};
