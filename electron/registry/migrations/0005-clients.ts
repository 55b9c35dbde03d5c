import type { Kysely } from 'kysely';
import { domain, index, local, run, unique } from './ddl.ts';

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
    // With status and amount, so that the totals of a client are read from the index alone.
    index('salesOrder', 'clientId', 'date', 'status', 'amount'),
    index('salesOrder', 'employeeId', 'date'),
    unique('salesOrder', 'number'),
    index('receivable', 'clientId'),
    'CREATE INDEX receivable_owed ON receivable (clientId, dueDate, balance) WHERE balance > 0',
    index('receivable', 'dueDate'),
    index('payment', 'clientId'),
    index('payment', 'receivableId'),
    // Derived tables; numbered rows keep the indexes small.
    `CREATE TABLE clientSummary (
      number INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, ownerId TEXT, live INTEGER NOT NULL,
      sortName TEXT NOT NULL, balance INTEGER NOT NULL, openOrders INTEGER NOT NULL, openAmount INTEGER NOT NULL,
      lastOrderDate TEXT, amount12m INTEGER NOT NULL, oldest12m TEXT) STRICT`,
    ...['sortName', 'balance', 'openOrders', 'amount12m'].map(
      (column) =>
        `CREATE INDEX clientSummary_${column} ON clientSummary (${column}, number, lastOrderDate) WHERE live = 1`,
    ),
    // What a quick filter shows, with everything a list is ordered by: such a page is sorted from the index alone.
    ...[
      ['all', 'live = 1'],
      ['owing', 'live = 1 AND balance > 0'],
      ['open', 'live = 1 AND openOrders > 0'],
      ['unowned', 'live = 1 AND ownerId IS NULL'],
    ].map(
      ([name, where]) =>
        `CREATE INDEX clientSummary_${name} ON clientSummary
         (lastOrderDate, number, sortName, balance, openOrders, amount12m, ownerId, live) WHERE ${where}`,
    ),
    'CREATE INDEX clientSummary_ownerId ON clientSummary (ownerId) WHERE ownerId IS NOT NULL',
    'CREATE INDEX clientSummary_oldest12m ON clientSummary (oldest12m) WHERE oldest12m IS NOT NULL',
    local('clientTally', 'value INTEGER NOT NULL'),
  ]);
}
