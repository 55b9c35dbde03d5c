import type { z } from 'zod';
import { addDays, addMonths, type BusinessDate, fromInstant, storedDate } from '../../shared/domain/businessDate.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { FormKind } from '../../shared/schema/forms.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Sqlite3 } from '../registry/openDatabase.ts';
import type { Verdict } from './print/fields.ts';
import type { formContents } from './print/renderForm.ts';
import { noReceiver, noSubject, notEnded, nothingListed, notPrintedHere, notReleased } from './refusals.ts';

type Content<K extends FormKind> = z.input<(typeof formContents)[K]>;
type Case = Database['separationCase'];

/** What a form is made from, and the object and case it belongs to. */
export interface FormSource {
  readonly content: unknown;
  readonly caseId: string | null;
  readonly subjectTable: string;
  readonly subjectId: string;
}

/** A non-compete agreement as the notices refer to it, with the terms it was filled with. */
interface Signed {
  readonly number: string;
  readonly signedOn: BusinessDate;
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** In place of a name that is still to be decided. */
const undecided = '待定';
/** In place of a number that the registry does not know: a line to write it on, so that no sentence has a hole. */
const byHand = '____________';
/** Days a client has to answer a confirmation letter. */
const replyDays = 10;

/** Gathers the content of each form from the registry: nothing on a form is typed. */
export class FormContents {
  readonly #db: Sqlite3;
  readonly #today: () => BusinessDate;

  constructor(db: Sqlite3, today: () => BusinessDate) {
    this.#db = db;
    this.#today = today;
  }

  /** @throws RefusalError when there is no such object, or the form cannot be printed yet. */
  of(kind: FormKind, subjectId: string): FormSource {
    switch (kind) {
      case 'handoverTable':
        return this.#forCase(subjectId, (row) => this.#handoverTable(row));
      case 'workHandover':
        return this.#forCase(subjectId, (row) => this.#workHandover(row));
      case 'leaveCertificate':
        return this.#forCase(subjectId, (row) => this.#leaveCertificate(row));
      case 'confirmationLetter':
        return this.#confirmationLetter(subjectId);
      case 'nonCompeteStart':
        return this.#nonCompete(subjectId, (row, agreement) => this.#nonCompeteStart(row, agreement));
      case 'nonCompeteRelease':
        return this.#nonCompete(subjectId, (row, agreement) => this.#nonCompeteRelease(row, agreement));
      case 'visitRecord':
        throw new RefusalError(notPrintedHere);
    }
  }

  #forCase(caseId: string, content: (row: Case) => unknown): FormSource {
    const row = this.#row<Case>('SELECT * FROM separationCase WHERE id = ?', caseId);
    return { content: content(row), caseId, subjectTable: 'separationCase', subjectId: caseId };
  }

  #handoverTable(row: Case): Content<'handoverTable'> {
    const items = this.#all<Database['handoverItem']>('SELECT * FROM handoverItem WHERE caseId = ?', row.id);
    if (items.length === 0) throw new RefusalError(nothingListed);
    const letters = new Map(
      this.#all<Database['confirmationLetter']>('SELECT * FROM confirmationLetter WHERE caseId = ?', row.id).map(
        (letter) => [letter.clientId, letter],
      ),
    );
    const names = this.#names();
    const receiver = (item: Database['handoverItem']): string => names(item.receiverId);
    const byClient = Map.groupBy(
      items.filter((item) => item.clientId !== null),
      (item) => item.clientId,
    );
    const clients = items
      .filter((item) => item.kind === 'client')
      .map((item) => {
        const snapshot: { receivable: number; openOrderAmount: number; last12Months: number; disputed: number } =
          JSON.parse(item.snapshot);
        const letter = letters.get(item.subjectId);
        return {
          name: item.title,
          balance: snapshot.receivable,
          openOrders: snapshot.openOrderAmount,
          last12Months: snapshot.last12Months,
          disputed: snapshot.disputed,
          receiver: receiver(item),
          verdict: verdictOf(item, letter),
          items: (byClient.get(item.clientId) ?? [])
            .filter((each) => each.kind === 'order' || each.kind === 'receivable' || each.kind === 'followUp')
            .slice(0, 200)
            .map((each) => ({
              kind: each.kind as 'order' | 'receivable' | 'followUp',
              title: each.title.slice(0, 200),
              amount: each.kind === 'followUp' ? null : each.amount,
              due: dueOf(each),
              receiver: receiver(each),
              verdict: verdictOf(each, undefined),
            })),
        };
      });
    const work = this.#work(items, receiver);
    return {
      leaver: this.#person(row.employeeId, row.employmentId),
      receivers: [...new Set(items.map(receiver).filter((name) => name !== ''))].slice(0, 50),
      supervisor: row.supervisorId ? this.#person(row.supervisorId) : null,
      manager: row.managerId ? this.#person(row.managerId) : null,
      noticeDate: row.noticeDate,
      lastDay: endOf(row),
      handoverDue: row.handoverDue,
      asOf: fromInstant(items.reduce((first, item) => Math.min(first, item.createdAt), Number.MAX_SAFE_INTEGER)),
      clients,
      ...work,
    };
  }

  #workHandover(row: Case): Content<'workHandover'> {
    const items = this.#all<Database['handoverItem']>('SELECT * FROM handoverItem WHERE caseId = ?', row.id);
    if (items.length === 0) throw new RefusalError(nothingListed);
    const names = this.#names();
    return {
      leaver: this.#person(row.employeeId, row.employmentId),
      receiver: null,
      supervisor: row.supervisorId ? this.#person(row.supervisorId) : null,
      manager: row.managerId ? this.#person(row.managerId) : null,
      lastDay: endOf(row),
      handoverDue: row.handoverDue,
      duties: null,
      ...this.#work(items, (item) => names(item.receiverId)),
    };
  }

  #work(items: readonly Database['handoverItem'][], receiver: (item: Database['handoverItem']) => string) {
    return {
      tasks: items
        .filter((item) => item.kind === 'followUp')
        .slice(0, 200)
        .map((item) => ({
          task: item.title.slice(0, 1000),
          state: '已答应客户',
          due: dueOf(item),
          risk: 'medium' as const,
          receiver: receiver(item) || undecided,
          verdict: verdictOf(item, undefined),
        })),
      // Not kept: the paper has room to write them by hand.
      files: null,
      accounts: null,
      assets: items
        .filter((item) => item.kind === 'asset')
        .slice(0, 200)
        .map((item) => {
          const snapshot: { serial: string | null; condition: string | null } = JSON.parse(item.snapshot);
          return {
            title: item.title.slice(0, 200),
            serial: snapshot.serial ?? '',
            condition: snapshot.condition ?? '',
            quantity: 1,
            receiver: receiver(item) || undecided,
            verdict: verdictOf(item, undefined),
          };
        }),
      funds: null,
    };
  }

  #confirmationLetter(letterId: string): FormSource {
    const letter = this.#row<Database['confirmationLetter']>('SELECT * FROM confirmationLetter WHERE id = ?', letterId);
    const row = this.#row<Case>('SELECT * FROM separationCase WHERE id = ?', letter.caseId);
    const client = this.#row<Database['client']>('SELECT * FROM client WHERE id = ?', letter.clientId);
    const item = this.#row<Database['handoverItem']>(
      "SELECT * FROM handoverItem WHERE caseId = ? AND kind = 'client' AND subjectId = ?",
      row.id,
      client.id,
    );
    if (item.receiverId === null) throw new RefusalError(noReceiver);
    const branch = this.#branch();
    const contact = this.#all<Database['contact']>(
      'SELECT * FROM contact WHERE clientId = ? AND retired = 0 ORDER BY isSignatory DESC, id LIMIT 1',
      client.id,
    )[0];
    const receiver = this.#person(item.receiverId);
    const phone = this.#one<{ phone: string | null }>(
      'SELECT phone FROM employee WHERE id = ?',
      item.receiverId,
    )?.phone;
    const debts = this.#all<Database['receivable'] & { number: string | null; date: string | null }>(
      `SELECT r.*, s.number, s.date FROM receivable r LEFT JOIN salesOrder s ON s.id = r.orderId
       WHERE r.clientId = ? AND r.balance > 0 ORDER BY r.dueDate`,
      client.id,
    );
    const today = this.#today();
    const content: Content<'confirmationLetter'> = {
      client: { name: client.name, uscc: client.uscc, address: client.address },
      contact: contact ? { name: contact.name, title: contact.title ?? '', phone: contact.phone ?? '' } : null,
      leaver: this.#person(row.employeeId, row.employmentId),
      authorityEnds: endOf(row),
      handoverStart: today,
      newContact: { name: receiver.name, position: receiver.position ?? '', phone: phone || byHand, email: null },
      contract: null,
      since:
        this.#one<{ date: string | null }>(
          "SELECT min(date) AS date FROM salesOrder WHERE clientId = ? AND status <> 'cancelled'",
          client.id,
        )?.date ?? null,
      products: this.#products(client.id),
      asOf: today,
      balance: debts.reduce((sum, debt) => sum + debt.balance, 0),
      deposits: null,
      openItems: debts.slice(0, 500).map((debt) => ({
        title: debt.number ?? '往来款',
        date: debt.date ?? fromInstant(debt.createdAt),
        due: debt.dueDate,
        amount: debt.balance,
        disputed: debt.disputed === 1,
      })),
      payee: { name: branch.companyName, bank: branch.bankName ?? '', account: branch.bankAccount ?? '' },
      reply: {
        by: addDays(today, replyDays),
        address: branch.address ?? '',
        phone: branch.phone || byHand,
        email: branch.email,
      },
    };
    return { content, caseId: row.id, subjectTable: 'confirmationLetter', subjectId: letterId };
  }

  #leaveCertificate(row: Case): Content<'leaveCertificate'> {
    if (row.endedOn === null) throw new RefusalError(notEnded);
    const person = this.#row<Database['employee']>('SELECT * FROM employee WHERE id = ?', row.employeeId);
    const employment = this.#row<Database['employment']>('SELECT * FROM employment WHERE id = ?', row.employmentId);
    const idLabels = { residentId: '居民身份证号码', passport: '护照号码' } as const;
    return {
      name: person.name,
      idLabel: person.idType === 'residentId' || person.idType === 'passport' ? idLabels[person.idType] : '证件号码',
      idNumber: person.idNumber,
      contract: { from: employment.startDate, to: employment.contractEnd },
      ending: row.kind === 'expiry' ? '终止' : '解除',
      endedOn: row.endedOn,
      position: this.#person(row.employeeId, row.employmentId).position ?? '员工',
      serviceFrom: employment.startDate,
      issuedOn: this.#today(),
    };
  }

  /** What the client mostly orders, as the orders call it. */
  #products(clientId: string): string {
    const titles = this.#all<{ title: string }>(
      `SELECT title FROM salesOrder WHERE clientId = ? AND coalesce(title, '') <> '' AND status <> 'cancelled'
       GROUP BY title ORDER BY count(*) DESC, title LIMIT 3`,
      clientId,
    );
    return titles.map(({ title }) => title.slice(0, 60)).join('、');
  }

  #nonCompete(id: string, content: (row: Database['nonCompete'], agreement: Signed) => unknown): FormSource {
    const row = this.#row<Database['nonCompete']>('SELECT * FROM nonCompete WHERE id = ?', id);
    const agreement = this.#row<Database['agreement']>('SELECT * FROM agreement WHERE id = ?', row.agreementId);
    const values: Record<string, string | undefined> = JSON.parse(agreement.fieldValues);
    const signedOn = fromInstant(agreement.completedAt ?? agreement.updatedAt);
    return {
      content: content(row, { number: agreement.number, signedOn, values }),
      caseId: row.caseId,
      subjectTable: 'nonCompete',
      subjectId: id,
    };
  }

  #nonCompeteStart(row: Database['nonCompete'], { values, ...agreement }: Signed): Content<'nonCompeteStart'> {
    const person = this.#row<Database['employee']>('SELECT * FROM employee WHERE id = ?', row.employeeId);
    const branch = this.#branch();
    // The account agreed on goes before the one on file.
    const account = values.bankAccount ?? person.bankAccount;
    return {
      name: person.name,
      idNumber: person.idNumber,
      agreement,
      leaveDate: addDays(storedDate(row.startDate), -1),
      start: row.startDate,
      end: row.endDate,
      scope: row.scope,
      area: row.area,
      rivals: values.rivals ?? '',
      monthlyCompensation: row.monthlyCompensation,
      payDay: row.payDay,
      payTo: account ? [values.bankName, `尾号 ${account.slice(-4)}`].filter((each) => each).join('　') : '',
      report: { to: `${branch.name}人事`, phone: branch.phone ?? '', email: branch.email },
    };
  }

  #nonCompeteRelease(row: Database['nonCompete'], { values: _, ...agreement }: Signed): Content<'nonCompeteRelease'> {
    if (row.state !== 'released') throw new RefusalError(notReleased);
    const person = this.#row<Database['employee']>('SELECT * FROM employee WHERE id = ?', row.employeeId);
    const branch = this.#branch();
    return {
      name: person.name,
      idNumber: person.idNumber,
      agreement,
      start: row.startDate,
      end: row.endDate,
      releaseDate: fromInstant(row.updatedAt),
      paidUntil: this.#paidUntil(row),
      finalPayment: null,
      contact: { name: `${branch.name}人事`, phone: branch.phone ?? '' },
    };
  }

  /** Last day of the last month of an unbroken row of months that were paid in full; null when the first was not. */
  #paidUntil(row: Database['nonCompete']): BusinessDate | null {
    const months = this.#all<{ paid: 0 | 1; resting: 0 | 1 }>(
      `SELECT paidOn IS NOT NULL AND coalesce(paidAmount, 0) >= amount AS paid, coalesce(resting, 0) AS resting
       FROM compensationPayment WHERE nonCompeteId = ? ORDER BY month`,
      row.id,
    );
    const unsettled = months.findIndex((each) => each.paid === 0 && each.resting === 0);
    const settled = unsettled < 0 ? months : months.slice(0, unsettled);
    // Months at rest interrupt nothing, but nothing was paid for them either.
    const count = settled.findLastIndex((each) => each.paid === 1) + 1;
    return count === 0 ? null : addDays(addMonths(storedDate(row.startDate), count), -1);
  }

  #person(employeeId: string, employmentId?: string) {
    const row = this.#one<{ name: string; employeeNo: string | null; title: string | null }>(
      `SELECT p.name, e.employeeNo, t.title FROM employee p
       LEFT JOIN employment e ON e.employeeId = p.id ${employmentId ? 'AND e.id = :employmentId' : ''}
       LEFT JOIN position t ON t.id = e.positionId WHERE p.id = :employeeId ORDER BY e.startDate DESC LIMIT 1`,
      employmentId ? { employeeId, employmentId } : { employeeId },
    );
    return { name: row?.name ?? '', employeeNo: row?.employeeNo ?? null, position: row?.title ?? null };
  }

  #names(): (employeeId: string | null) => string {
    const find = this.#db.prepare('SELECT name FROM employee WHERE id = ?').pluck();
    return (employeeId) => (employeeId === null ? '' : String(find.get(employeeId) ?? ''));
  }

  #branch(): Database['branch'] {
    return this.#row<Database['branch']>('SELECT * FROM branch LIMIT 1');
  }

  #all<R>(sql: string, ...parameters: (string | number)[]): R[] {
    return this.#db.prepare(sql).all(...parameters) as R[];
  }

  #one<R>(sql: string, parameters: Readonly<Record<string, string>> | string): R | undefined {
    return this.#db.prepare(sql).get(parameters) as R | undefined;
  }

  /** @throws RefusalError `form.noSubject` */
  #row<R>(sql: string, ...parameters: string[]): R {
    const row = this.#db.prepare(sql).get(...parameters) as R | undefined;
    if (row === undefined) throw new RefusalError(noSubject);
    return row;
  }
}

const endOf = (row: Case): string => row.endedOn ?? row.requestedEnd ?? row.statutoryEnd;

function dueOf(item: Database['handoverItem']): string | null {
  const snapshot: { dueDate?: string; promisedDate?: string | null } = JSON.parse(item.snapshot);
  return snapshot.dueDate ?? snapshot.promisedDate ?? null;
}

/** How an item stands on paper: a client's answer says more than the state of the item. */
function verdictOf(item: Database['handoverItem'], letter: Database['confirmationLetter'] | undefined): Verdict {
  if (letter?.state === 'refused' || letter?.state === 'unreachable') return letter.state;
  if (letter?.state === 'signed') return letter.disputed === 1 ? 'disputed' : 'confirmed';
  return item.state;
}
