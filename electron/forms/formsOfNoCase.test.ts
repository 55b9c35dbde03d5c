import { afterEach, beforeEach, expect, it } from 'vitest';
import { orThrow } from '../../shared/domain/refusal.ts';
import type { Caller } from '../access/service.ts';
import { callerOf } from '../testing/callerOf.ts';
import { insertClientsOf } from '../testing/clientsOf.ts';
import { employ } from '../testing/employ.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';
import { codesOf } from '../testing/refusalsOf.ts';
import { parseFormNumber } from './print/formNumber.ts';
import { renderForm } from './print/renderForm.ts';
import { exampleForm } from './print/testing/examples.ts';

let test: TestBranch;
let visitor: Caller;
let colleague: Caller;
let clerk: Caller;
let formId: string;
let paper: Blob;

const forms = () => test.branch.services.forms;

/** The printed record of a visit that 张伟 made: it belongs to no case. */
beforeEach(async () => {
  test = await openTestBranch();
  const visitorId = employ(test, '张伟');
  visitor = callerOf(test.account('salesperson', { employeeId: visitorId }));
  colleague = callerOf(test.account('salesperson', { employeeId: employ(test, '王芳') }));
  clerk = callerOf(test.account('hrClerk'));
  const rendered = orThrow(await renderForm('visitRecord', exampleForm('visitRecord')));
  paper = new Blob([new Uint8Array(rendered.bytes)]);
  const { write, attachments } = test.branch.registry;
  const document = attachments.put(rendered.bytes);
  const content = attachments.put(Buffer.from(JSON.stringify(exampleForm('visitRecord').content), 'utf8'));
  const { serial, reprint } = orThrow(parseFormNumber(rendered.number));
  formId = write.domain(clerk.actor, { action: 'form.print', subject: { kind: 'visit', id: 'v' } }, (tx) => {
    const order = { number: 'SO-1', date: '2026-10-08', amount: 100_00 };
    const client = { name: '甲物流有限公司', order, dueDate: '2026-11-07', balance: 100_00 };
    const [clientId = ''] = insertClientsOf(test.branch, tx, visitorId, [client]);
    const visit = tx.insert('visit', { clientId, employeeId: visitorId, at: tx.now });
    const form = tx.insert('form', {
      kind: 'visitRecord',
      number: rendered.number,
      serial,
      reprint,
      subjectTable: 'visit',
      subjectId: visit.id,
      printedAt: tx.now,
      printedBy: clerk.account.id,
      payloadHash: rendered.payloadHash,
      documentHash: document.hash,
      pageCount: rendered.pageCount,
      contentHash: content.hash,
    });
    const kept = { fileName: 'x', subjectTable: 'form', subjectId: form.id };
    tx.insert('attachment', { ...document, ...kept, kind: 'form', mediaType: 'application/pdf' });
    tx.insert('attachment', { ...content, ...kept, kind: 'formContent', mediaType: 'application/json' });
    return form.id;
  });
});
afterEach(() => test.dispose());

const everyWay = (caller: Caller, scope: 'own' | 'branch') =>
  [
    () => forms().fileScan(caller, scope, { formId, bytes: paper }),
    () => forms().document(caller, scope, formId),
    () => forms().scan(caller, scope, formId),
    async () => forms().findByScan(caller, scope, new Uint8Array(await paper.arrayBuffer())),
  ] as const;

it('a form of no case is seen, found and filed by the person it is about, and by those who see the whole branch', async () => {
  for (const way of everyWay(visitor, 'own')) expect(await codesOf(way)).toEqual([]);
  for (const way of everyWay(clerk, 'branch')) expect(await codesOf(way)).toEqual([]);
});

it('and by nobody else: neither seen, found, filed nor printed again', async () => {
  await forms().fileScan(clerk, 'branch', { formId, bytes: paper });
  const withoutPerson = callerOf(test.account('salesManager'));
  for (const caller of [colleague, withoutPerson]) {
    for (const way of everyWay(caller, 'own')) expect(await codesOf(way)).toEqual(['form.notYours']);
    expect(await codesOf(() => forms().reprint(caller, 'own', formId))).toEqual(['form.notYours']);
  }
});
