import type { Kysely } from 'kysely';
import { domain, index, run, unique } from './ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, [
    domain(
      'client',
      'name TEXT NOT NULL, uscc TEXT, normalizedName TEXT NOT NULL, pinyin TEXT NOT NULL, initials TEXT NOT NULL, address TEXT, latitude REAL, longitude REAL, status TEXT NOT NULL, creditDays INTEGER NOT NULL, industry TEXT, city TEXT, ownerId TEXT, note TEXT',
    ),
    domain(
      'contact',
      'clientId TEXT NOT NULL REFERENCES client (id), name TEXT NOT NULL, title TEXT, phone TEXT, isSignatory INTEGER NOT NULL, retired INTEGER NOT NULL',
    ),
    domain(
      'ownership',
      'clientId TEXT NOT NULL REFERENCES client (id), employeeId TEXT NOT NULL REFERENCES employee (id), role TEXT NOT NULL, share INTEGER NOT NULL, fromDate TEXT NOT NULL, toDate TEXT, reason TEXT NOT NULL, caseId TEXT, decidedBy TEXT NOT NULL, endReason TEXT, epoch INTEGER NOT NULL',
    ),
    domain(
      'followUp',
      'clientId TEXT NOT NULL REFERENCES client (id), employeeId TEXT NOT NULL, date TEXT NOT NULL, kind TEXT NOT NULL, note TEXT NOT NULL, promisedDate TEXT, promise TEXT, doneAt INTEGER',
    ),
    domain(
      'salesOrder',
      'number TEXT NOT NULL, clientId TEXT NOT NULL REFERENCES client (id), employeeId TEXT NOT NULL, date TEXT NOT NULL, amount INTEGER NOT NULL, status TEXT NOT NULL, source TEXT NOT NULL, title TEXT',
    ),
    domain(
      'receivable',
      'clientId TEXT NOT NULL REFERENCES client (id), orderId TEXT, dueDate TEXT NOT NULL, amount INTEGER NOT NULL, balance INTEGER NOT NULL, disputed INTEGER NOT NULL, note TEXT',
    ),
    domain(
      'payment',
      'receivableId TEXT NOT NULL REFERENCES receivable (id), clientId TEXT NOT NULL, date TEXT NOT NULL, amount INTEGER NOT NULL, method TEXT',
    ),
    index('client', 'normalizedName'),
    index('client', 'uscc'),
    index('client', 'ownerId'),
    index('contact', 'clientId'),
    index('ownership', 'clientId'),
    index('ownership', 'employeeId'),
    index('followUp', 'clientId'),
    index('followUp', 'employeeId', 'promisedDate'),
    index('salesOrder', 'clientId', 'date'),
    index('salesOrder', 'employeeId', 'date'),
    unique('salesOrder', 'number'),
    index('receivable', 'clientId'),
    index('receivable', 'dueDate'),
    index('payment', 'clientId'),
    index('payment', 'receivableId'),
  ]);
}
