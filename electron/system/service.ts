import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import type { backupRow, branchProfile } from '../../shared/contract/system.ts';
import { branchRefusals } from '../../shared/domain/branchChecks.ts';
import { checkUscc } from '../../shared/domain/identifiers/uscc.ts';
import { orThrow, type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import { type Database, schemaVersion } from '../../shared/schema/index.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import { type Backup, listBackups } from '../registry/backup.ts';
import { Keyring, keyFileOf } from '../registry/keyring.ts';
import { lastBackupAt } from '../registry/registry.ts';
import type { Actor } from '../registry/unitOfWork.ts';

export type BranchProfile = z.infer<typeof branchProfile>;
export type BackupView = z.infer<typeof backupRow>;

/** The branch itself: what letters say about it, its backups, and what it runs on. */
export class SystemService {
  readonly #context: FeatureContext;

  constructor(context: FeatureContext) {
    this.#context = context;
  }

  profile(): BranchProfile {
    const { registry, branch } = this.#context;
    const row = registry.reader.prepare('SELECT * FROM branch WHERE id = ?').get(branch.id) as Database['branch'];
    return profileOf(row);
  }

  /** Changes what letters and forms say from now on; printed ones stay as they are. The code is for ever. */
  updateProfile(actor: Actor, input: Omit<BranchProfile, 'code' | 'sample'>): BranchProfile {
    const { version } = input;
    const given = {
      name: input.name.trim(),
      companyName: input.companyName.trim(),
      companyUscc: blankAsNull(input.companyUscc),
      city: blankAsNull(input.city),
      address: blankAsNull(input.address),
      phone: blankAsNull(input.phone),
      email: blankAsNull(input.email),
      bankName: blankAsNull(input.bankName),
      bankAccount: blankAsNull(input.bankAccount),
    };
    const refusals = branchRefusals(given);
    if (refusals.length > 0) throw new RefusalError(...refusals);
    const { id } = this.#context.branch;
    const uscc = given.companyUscc === null ? undefined : checkUscc(given.companyUscc);
    const row = this.#context.registry.write.domain(
      actor,
      { action: 'branch.update', subject: { kind: 'branch', id } },
      (tx) =>
        tx.update(
          'branch',
          id,
          { ...given, companyUscc: uscc?.ok ? uscc.value.code : null, bankAccount: digitsOf(given.bankAccount) },
          version,
        ),
    );
    return profileOf(row);
  }

  /** Verified copies, newest first, and where they lie. */
  backups(): { folder: string; backups: BackupView[] } {
    const folder = join(this.#context.folder, 'backups');
    return { folder, backups: listBackups(folder).flatMap((backup) => rowOf(backup) ?? []) };
  }

  /** Takes one now. Refusal `backup.diskFull`. */
  async takeBackup(actor: Actor): Promise<BackupView> {
    const { registry, branch } = this.#context;
    // First, so that the copy holds the event of its own making.
    await registry.write.seen(actor, { action: 'backup.take', subject: { kind: 'branch', id: branch.id } });
    try {
      const row = rowOf(registry.backup());
      if (row === undefined) throw new Error('the backup is gone as soon as it was made');
      return row;
    } catch (error) {
      if (error instanceof Error && 'code' in error && /^(SQLITE_FULL|ENOSPC|EDQUOT)$/.test(String(error.code))) {
        throw new RefusalError(diskFull);
      }
      throw error;
    }
  }

  /**
   * A new recovery code in place of the old, for one that was lost or seen by others, or never printed. A sample branch
   * has its own beside its data. @throws RefusalError `backup.sampleCode`, `keys.unreadable`, `keys.missing`
   */
  async renewRecoveryCode(actor: Actor): Promise<{ recoveryCode: string }> {
    const { registry, branch, folder, keys } = this.#context;
    if (branch.sample) throw new RefusalError(sampleCode);
    const keyring = orThrow(Keyring.read(keyFileOf(folder)));
    const recoveryCode = keyring.wrapByRecoveryCode(keys);
    // On record before the old code ends: nobody loses it unseen.
    await registry.write.seen(actor, { action: 'backup.renewCode', subject: { kind: 'branch', id: branch.id } });
    keyring.save();
    return { recoveryCode };
  }

  /** Job: one verified copy a day, also in an application that is never closed. */
  backUpDaily(): void {
    const { registry, folder, clock } = this.#context;
    if (clock.now() - lastBackupAt(folder, clock.now()) >= day) registry.backup();
  }

  /** Versions of what is running, for whoever helps from afar. */
  about(): { version: string; node: string; sqlite: string; cipher: string; schema: number } {
    const { reader } = this.#context.registry;
    return {
      version: productVersion(),
      node: process.versions.node,
      sqlite: String(reader.prepare('SELECT sqlite_version()').pluck().get()),
      cipher: 'SQLCipher 4 (AES-256-CBC, HMAC-SHA512)',
      schema: schemaVersion,
    };
  }
}

const day = 86_400_000;

const sampleCode: Refusal = {
  kind: 'barred',
  code: 'backup.sampleCode',
  zh: '示例门店的口令和恢复码就在数据文件夹里，不需要更换。',
  en: 'The passphrase and the recovery code of a sample branch lie beside its data.',
  next: { zh: '正式门店请在“设置”里更换。', en: 'In a real branch, change it in the settings.' },
};

const profileOf = (row: Database['branch']): BranchProfile => ({
  version: row.version,
  code: row.code,
  sample: row.sample === 1,
  name: row.name,
  companyName: row.companyName,
  companyUscc: row.companyUscc,
  city: row.city,
  address: row.address,
  phone: row.phone,
  email: row.email,
  bankName: row.bankName,
  bankAccount: row.bankAccount,
});

const blankAsNull = (text: string | null): string | null => text?.trim() || null;
const digitsOf = (account: string | null): string | null => account?.replaceAll(/[\s-]/g, '') ?? null;

/** Undefined when the file went away between listing and looking. */
function rowOf({ name, file, takenAt, auditSequence }: Backup): BackupView | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  return found && { name, takenAt, auditSequence, bytes: found.size };
}

/** The version in the package file, which lies beside the program in the source and in the packaged application alike. */
function productVersion(): string {
  for (const up of ['../..', '..', '.']) {
    try {
      const found: unknown = JSON.parse(readFileSync(join(import.meta.dirname, up, 'package.json'), 'utf8'));
      if (typeof found === 'object' && found !== null && 'version' in found) return String(found.version);
    } catch {
      // Not here: one folder further in.
    }
  }
  return '';
}

const diskFull: Refusal = {
  kind: 'unavailable',
  code: 'backup.diskFull',
  zh: '磁盘空间不够，这份备份没有做成，原有备份和数据完好。',
  en: 'The disk is full. This backup was not made; the data and the backups before it are intact.',
  next: { zh: '请腾出空间后重试。', en: 'Free some space and try again.' },
};

export const systemFeature = {
  name: 'system',
  create: (context: FeatureContext) => ({ system: new SystemService(context) }),
  jobs: (context: FeatureContext) => [
    { name: 'backup', every: 3_600_000, atStart: true, run: () => context.services.system.backUpDaily() },
  ],
} satisfies Feature<{ system: SystemService }>;
