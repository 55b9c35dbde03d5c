import { decodeFreezeOrders, type FreezeOrder } from '../../shared/changeset/freezePayload.ts';
import type { OpenedChangeSet } from '../../shared/changeset/open.ts';
import type { Operation } from '../../shared/changeset/operation.ts';
import { decodeTransactions } from '../../shared/changeset/transactionPayload.ts';
import { orThrow, RefusalError, type Words } from '../../shared/domain/refusal.ts';
import { checkColumns, namedValues } from '../../shared/schema/checkColumns.ts';
import { type DomainTableName, tables } from '../../shared/schema/index.ts';
import type { FeatureContext } from '../feature.ts';
import type { Actor, DomainTransaction, InboundTransaction, LocalTransaction } from '../registry/unitOfWork.ts';
import * as refusals from './refusals.ts';

/** Tables whose rows headquarters writes at a branch. */
const policyTables = ['policy', 'agreementTemplate'] as const satisfies readonly DomainTableName[];
const hqActor: Actor = { id: 'hq', name: '总部' };

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The note that a message was taken, written in the same transaction as what it changed. */
export function note(
  tx: Pick<LocalTransaction, 'put'>,
  { header, hash }: Pick<OpenedChangeSet, 'header' | 'hash'>,
  receivedAt: number,
  words: Words,
): void {
  tx.put('inboxMessage', {
    id: hex(hash),
    kind: header.kind,
    incarnationId: hex(header.incarnationId),
    sequence: header.sequence,
    receivedAt,
    outcome: JSON.stringify(words),
  });
}

/**
 * Freezes accounts at once, all of a message and the note of it in one domain write: headquarters gets the new states
 * back as operations like any other. Who is frozen or closed already stays so; the last active HR admin is refused.
 */
export function applyFreeze(context: FeatureContext, file: OpenedChangeSet): Words {
  const orders = orThrow(decodeFreezeOrders(file.payload));
  const [first] = orders;
  const subject =
    orders.length === 1 && first ? { kind: 'account', id: first.accountId } : { kind: 'branch', id: context.branch.id };
  const why = [...new Set(orders.map(whyOf))].join('；');
  return context.registry.write.domain(hqActor, { action: 'account.frozen', subject, why }, (tx) => {
    const done = orders.map((order) => freezeOne(context, tx, order));
    const words = { zh: done.map(({ zh }) => zh).join('；'), en: done.map(({ en }) => en).join('; ') };
    note(tx, file, tx.now, words);
    return words;
  });
}

const whyOf = ({ orderedBy, reason }: FreezeOrder): string => `总部冻结（${orderedBy}）：${reason}`;

function freezeOne(context: FeatureContext, tx: DomainTransaction, order: FreezeOrder): Words {
  const account = tx.get('account', order.accountId);
  if (account === undefined) return { zh: '总部要冻结的账号本店没有', en: 'an account to be frozen is not here' };
  const name = account.displayName;
  if (account.state === 'frozen' || account.state === 'closed') {
    return { zh: `${name} 的账号原已停用`, en: `the account of ${name} was disabled already` };
  }
  try {
    // Decided before anything is written: what is refused leaves nothing behind.
    context.services.access.setStateIn(tx, { accountId: order.accountId, to: 'frozen', reason: whyOf(order) });
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    const [refusal] = error.refusals;
    return { zh: `${name} 未能冻结：${refusal?.zh ?? ''}`, en: `${name} could not be frozen: ${refusal?.en ?? ''}` };
  }
  return { zh: `${name} 的账号已按总部要求冻结`, en: `the account of ${name} was frozen on headquarters’ order` };
}

/**
 * Writes headquarters' rows (policies, agreement templates) as they came: row and audit, no operation. A row older than
 * the one here is passed over. Nothing is written where anything in the file is not headquarters' to write.
 * @throws RefusalError `sync.policyTable`
 */
export function applyPolicy(context: FeatureContext, file: OpenedChangeSet): Words {
  const parts = orThrow(decodeTransactions(file.payload));
  const operations = parts.flatMap((part) => part.operations);
  const words = {
    zh: `收到总部策略与模板 ${operations.length} 条`,
    en: `${operations.length} policies and templates of headquarters taken`,
  };
  context.registry.write.inbound({ action: 'hq.policy', subject: { kind: 'branch', id: context.branch.id } }, (tx) => {
    for (const operation of operations) putPolicy(tx, operation);
    note(tx, file, tx.now, words);
  });
  return words;
}

function putPolicy(tx: InboundTransaction, operation: Operation): void {
  const name = policyTables.find((each) => tables[each].id === operation.tableId);
  if (name === undefined) throw new RefusalError(refusals.policyNotOurs(String(operation.tableId)));
  const present = tx.get(name, operation.rowId);
  if (present !== undefined && present.branchId !== 'hq') throw new RefusalError(refusals.policyNotOurs(name));
  const check = checkColumns(tables[name], operation.columns, { isNew: present === undefined, by: 'hq' });
  const values = namedValues(tables[name], check);
  const { fault } = check;
  if (fault !== undefined || values.branchId !== 'hq') {
    throw new RefusalError(refusals.policyNotOurs(`${name}.${fault?.column ?? 'branchId'}`));
  }
  const version = operation.baseVersion + 1;
  if (present !== undefined && present.version >= version) return;
  tx.putInbound(name, {
    ...values,
    id: operation.rowId,
    version,
    ownerEpoch: operation.ownerEpoch,
  });
}
