import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnyContractProcedure, isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../shared/contract/index.ts';
import { handoverPermissions, permissions } from '../../shared/contract/permissions.ts';
import { effectiveScope } from '../../shared/domain/permissions.ts';
import { type BrowserHost, startBrowserHost } from '../browser/host.ts';
import { type ConnectedWindow, connectWindow } from '../testing/connect.ts';

/** A salesperson of the sample branch at the procedures whose permission reaches only to what is one's own. */
const role = 'salesperson';
const procedures: string[] = [];
(function walk(node: object, path: string[]): void {
  for (const [name, child] of Object.entries(node)) {
    if (!isContractProcedure(child)) walk(child, [...path, name]);
    else {
      const permission = String((child as AnyContractProcedure)['~orpc'].meta.permission);
      const scope = effectiveScope(permissions, handoverPermissions, { role, state: 'active' }, permission);
      if (scope === 'own') procedures.push([...path, name].join('/'));
    }
  }
})(contract, []);

let folder: string;
let host: BrowserHost;
let window: ConnectedWindow;
let me: string;
const failures: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-own-'));
  host = await startBrowserHost({ folder, sampleIfEmpty: true, onFailure: (what) => failures.push(what) });
  window = await connectWindow(host);
  const person = (await window.client.access.samplePeople()).find((each) => each.role === role);
  me = (await window.client.access.signInAsSample({ accountId: person?.accountId ?? '' })).account.employeeId ?? '';
  expect(me).not.toBe('');
}, 120_000);
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

const reader = () => host.host.branch.registry.reader;
const held = 'SELECT clientId FROM ownership WHERE employeeId = :me';
/** Cases in which this person neither leaves, nor decides, nor receives. */
const strange = `SELECT id FROM separationCase WHERE employeeId <> :me AND coalesce(managerId, '') <> :me
  AND id NOT IN (SELECT caseId FROM handoverItem WHERE receiverId = :me)`;

/** The id of a row that is somebody else's. */
function others(table: string, where: string, column = 'id'): string {
  const id = reader().prepare(`SELECT ${column} FROM ${table} WHERE ${where} LIMIT 1`).pluck().get({ me });
  if (typeof id !== 'string') throw new Error(`the sample has no ${table} of somebody else's`);
  return id;
}
const client = (): string => others('client', `id NOT IN (${held}) AND :me = :me`);
const colleague = (): string => others('employee', 'id <> :me');
const agreement = (): string => others('agreement', "employeeId <> :me AND state = 'completed'");
const leaving = (): string => others('separationCase', `id IN (${strange})`);
const ofStrange = (table: string): string => others(table, `caseId IN (${strange})`);
const ofClient = (table: string): string => others(table, `clientId NOT IN (${held}) AND :me = :me`);
const nobody = '01900000-0000-7000-8000-00000000ffff';
const today = '2026-01-05';

/** What each procedure is asked about: always something of somebody else's. */
const asked: Readonly<Record<string, () => object>> = {
  'people/get': () => ({ employeeId: colleague() }),
  'people/clients': () => ({ employeeId: colleague() }),
  'people/timeline': () => ({ employeeId: colleague() }),
  'agreements/get': () => ({ agreementId: agreement() }),
  'agreements/timeline': () => ({ agreementId: agreement() }),
  'agreements/document': () => ({ agreementId: agreement() }),
  'agreements/download': () => ({ agreementId: agreement() }),
  'agreements/print': () => ({ agreementId: agreement() }),
  'agreements/verify': () => ({ agreementId: agreement() }),
  'agreements/signer': () => ({ employeeId: colleague() }),
  'agreements/enrolSigner': () => ({ employeeId: colleague(), pin: '850317' }),
  'agreements/presentForReading': () => ({ agreementId: agreement() }),
  'agreements/turnPage': () => ({ presentationId: nobody, page: 1 }),
  'agreements/acknowledgeClause': () => ({ presentationId: nobody, clauseId: 'x' }),
  'agreements/recordReading': () => ({ presentationId: nobody, identity: 'idCardChecked' }),
  'agreements/signAsEmployee': () => ({ agreementId: agreement(), version: 1, pin: '850317' }),
  'agreements/refuse': () => ({ agreementId: agreement(), version: 1, reason: '不同意条款', witnessId: colleague() }),
  'agreements/deliver': () => ({ agreementId: agreement(), how: 'printed' }),
  'clients/get': () => ({ clientId: client() }),
  'clients/ownershipHistory': () => ({ clientId: client() }),
  'clients/orders': () => ({ clientId: client() }),
  'clients/ordersByMonth': () => ({ clientId: client() }),
  'clients/receivables': () => ({ clientId: client() }),
  'clients/followUps': () => ({ clientId: client() }),
  'clients/contacts': () => ({ clientId: client() }),
  'clients/revealContact': () => ({ contactId: ofClient('contact') }),
  'clients/create': () => ({ name: '无锡新客户有限公司', creditDays: 30, contacts: [], ownerId: colleague() }),
  'clients/update': () => ({ clientId: client(), version: 1, name: '改名公司', creditDays: 1, status: 'active' }),
  'clients/addContact': () => ({ clientId: client(), name: '某某' }),
  'clients/retireContact': () => ({ contactId: ofClient('contact'), version: 1 }),
  'clients/addFollowUp': () => ({ clientId: client(), date: today, kind: 'call', note: '联系' }),
  'clients/completeFollowUp': () => ({ followUpId: ofClient('followUp'), version: 1 }),
  'clients/addOrder': () => ({ clientId: client(), date: today, amount: 100 }),
  'clients/closeOrder': () => ({ orderId: ofClient('salesOrder'), version: 1, to: 'delivered' }),
  'clients/disputeReceivable': () => ({
    receivableId: ofClient('receivable'),
    version: 1,
    disputed: true,
    note: '有异议',
  }),
  'separation/get': () => ({ caseId: leaving() }),
  'separation/items': () => ({ caseId: leaving() }),
  'separation/item': () => ({
    caseId: others('handoverItem', `caseId IN (${strange})`, 'caseId'),
    itemId: ofStrange('handoverItem'),
  }),
  'separation/itemChoices': () => ({
    caseId: others('handoverItem', `caseId IN (${strange})`, 'caseId'),
    itemIds: [ofStrange('handoverItem')],
  }),
  'separation/letters': () => ({ caseId: leaving() }),
  'separation/letterScan': () => ({ letterId: ofStrange('confirmationLetter') }),
  'separation/timeline': () => ({ caseId: leaving() }),
  'separation/dates': () => ({
    employeeId: colleague(),
    kind: 'resignation',
    noticeDate: today,
    requestedEnd: null,
  }),
  'separation/submit': () => ({
    employeeId: colleague(),
    kind: 'resignation',
    noticeDate: today,
    requestedEnd: null,
    reason: '个人原因',
    supervisorId: null,
  }),
  'separation/resubmit': () => ({ caseId: leaving(), version: 1, reason: '补正' }),
  'separation/handOver': () => ({
    caseId: others('handoverItem', `caseId IN (${strange})`, 'caseId'),
    itemIds: [ofStrange('handoverItem')],
    evidence: '已当面交接',
  }),
  'separation/submitForReview': () => ({ caseId: leaving(), version: 1 }),
  'separation/recordLetter': () => ({
    letterId: ofStrange('confirmationLetter'),
    version: 1,
    state: 'unreachable',
    confirmedBalance: null,
    disputed: false,
    signatory: null,
    clientAccount: null,
    note: '无人应答',
    scan: null,
  }),
  'forms/ofCase': () => ({ caseId: leaving() }),
  'forms/document': () => ({ formId: ofStrange('form') }),
  'forms/scan': () => ({ formId: ofStrange('form') }),
};
/** Where nothing is asked about: what comes back is one's own, or the branch's own words. Each has a test below or elsewhere. */
const aboutNobody = [
  'people/list',
  'people/positions/list',
  'people/assets/list',
  'agreements/templates',
  'agreements/list',
  'agreements/seal',
  'clients/list',
  'clients/chipCounts',
  'clients/findDuplicates',
  // What it is for: a client of somebody else's. It tells nothing of the client.
  'clients/requestTransfer',
  'separation/list',
  'forms/findByScan',
  'aftercare/reminders',
];

it('covers every procedure that reaches only to what is one’s own', () => {
  expect([...Object.keys(asked), ...aboutNobody].sort()).toEqual([...procedures].sort());
});

describe('what is somebody else’s', () => {
  it.each(Object.entries(asked))('is neither shown nor changed by %s', async (path, input) => {
    const before = reader().prepare('SELECT count(*) FROM outboxTransaction').pluck().get();
    const response = await fetch(`${host.origin}/rpc/${path}`, {
      method: 'POST',
      headers: { ...window.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ json: input() }),
    });
    const text = await response.text();
    const code = /"code":"([a-zA-Z]+\.[a-zA-Z]+)"/.exec(text)?.[1];
    expect(code, text.slice(0, 400)).toMatch(/\.(notFound|notYours|noSuch\w+|takenOver|ownerNotYours)$/);
    expect(reader().prepare('SELECT count(*) FROM outboxTransaction').pluck().get()).toBe(before);
    expect(failures).toEqual([]);
  });

  it('is in no list', async () => {
    const { client: api } = window;
    for (const { employeeId } of (await api.people.list({})).rows) expect(employeeId).toBe(me);
    const own = new Set(reader().prepare(held).pluck().all({ me }));
    const clients = await api.clients.list({});
    expect(clients.rows.length).toBeGreaterThan(0);
    for (const { id } of clients.rows) expect(own.has(id)).toBe(true);
    const agreements = await api.agreements.list({});
    expect(agreements.rows.length).toBeGreaterThan(0);
    for (const { employeeId } of agreements.rows) expect(employeeId).toBe(me);
    const unknown = new Set(reader().prepare(strange).pluck().all({ me }));
    for (const { id } of (await api.separation.list({})).rows) expect(unknown.has(id)).toBe(false);
    for (const { holderId } of (await api.people.assets.list({})).rows) expect([me, null]).toContain(holderId);
  });

  it('is in no reminder: only what one has asked for oneself', async () => {
    const { client: api } = window;
    await api.clients.requestTransfer({ clientId: client(), reason: '客户指定由我负责' });
    const reminders = await api.aftercare.reminders({ until: '2099-12-31' });
    expect(reminders.map(({ kind }) => kind)).toEqual(['clientTransfer']);
  });

  it('is not found by the code on its printed form', async () => {
    const row = reader()
      .prepare(
        'SELECT documentHash AS hash, a.size FROM form f JOIN attachment a ON a.hash = f.documentHash WHERE f.id = ?',
      )
      .get(ofStrange('form')) as { hash: string; size: number };
    const paper = host.host.branch.registry.attachments.get(row.hash, row.size);
    await expect(
      window.client.forms.findByScan({
        bytes: new File([new Uint8Array(paper)], 'scan.pdf', { type: 'application/pdf' }),
      }),
    ).rejects.toMatchObject({ data: { refusals: [{ code: 'separation.notYours' }] } });
  });
});
