import type { Kysely } from 'kysely';
import { domain, index, run, unique } from './ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, [
    domain(
      'position',
      'title TEXT NOT NULL, tradeSecretLevel INTEGER NOT NULL, agreementKinds TEXT NOT NULL, retired INTEGER NOT NULL',
    ),
    domain(
      'employee',
      'name TEXT NOT NULL, nameVariants TEXT NOT NULL, pinyin TEXT NOT NULL, initials TEXT NOT NULL, idType TEXT NOT NULL, idNumber TEXT NOT NULL, idValidTo TEXT, idReviewedBy TEXT, phone TEXT, birthday TEXT, sex TEXT, region TEXT, address TEXT, bankAccount TEXT, idScanHash TEXT',
    ),
    domain(
      'employment',
      'employeeId TEXT NOT NULL REFERENCES employee (id), employeeNo TEXT NOT NULL, positionId TEXT NOT NULL REFERENCES position (id), managerId TEXT, startDate TEXT NOT NULL, probationEnd TEXT, contractEnd TEXT, legalEnd TEXT, endReason TEXT, rehireOf TEXT, stage TEXT NOT NULL, stageReason TEXT, monthlyWage INTEGER',
    ),
    domain('asset', 'kind TEXT NOT NULL, name TEXT NOT NULL, serial TEXT, holderId TEXT, condition TEXT, since TEXT'),
    unique('employee', 'idType', 'idNumber'),
    index('employment', 'employeeId'),
    unique('employment', 'employeeNo'),
    index('employment', 'stage'),
    index('asset', 'holderId'),
  ]);
}
