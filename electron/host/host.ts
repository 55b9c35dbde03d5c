import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import type { systemState } from '../../shared/contract/system.ts';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import type { RunningClock } from '../../shared/domain/clock.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import { looksLikeRecoveredKey, readRecoveredKey } from '../../shared/pki/recoveredKey.ts';
import { renameDurably, sweepUnfinished, writeDurably } from '../../shared/storage/durableFile.ts';
import { isGuessable } from '../access/passwords.ts';
import { systemActor } from '../access/service.ts';
import { type Branch, openBranch } from '../branch.ts';
import { type Backup, listBackups } from '../registry/backup.ts';
import { createIdMaker } from '../registry/ids.ts';
import { type DeviceKeys, Keyring, keyFileOf, type Vault } from '../registry/keyring.ts';
import { FutureRegistryError } from '../registry/migrate.ts';
import {
  branchOpenedBy,
  DamagedRegistryError,
  doubtRegistry,
  holdsRegistry,
  restorableBackup,
  restoreBackup,
} from '../registry/registry.ts';
import { inTheirWords, tellsOfDamage } from '../registry/storageTrouble.ts';
import type { Act } from '../registry/unitOfWork.ts';
import { logFailure } from './failureLog.ts';
import * as refusals from './refusals.ts';
import { ReplayClock } from './replayClock.ts';
import { readSamplePassphrase, writeSamplePassphrase } from './samplePassphrase.ts';

export type SystemState = z.infer<typeof systemState>;

export interface HostOptions {
  readonly folder: string;
  readonly clock: RunningClock;
  /** The passphrase of the environment (`SHOUKE_PASSPHRASE`), tried at start. */
  readonly passphrase?: string | undefined;
  readonly vault?: Vault | undefined;
  /**
   * Fills a founded sample branch, whose clock begins a year back and is moved on by the filling; given by the composition
   * so that tools without sample data need not load it.
   */
  readonly fillSample?: ((branch: Branch, clock: ReplayClock) => Promise<void>) | undefined;
  readonly onFailure?: (what: string, error: unknown) => void;
}

export interface FirstBranch {
  readonly code: string;
  readonly name: string;
  readonly companyName: string;
  readonly city?: string | undefined;
  readonly passphrase: string;
  readonly admin: { readonly name: string; readonly loginName: string; readonly password: string };
}

/** File that stands in the folder while a branch is being founded; what it finds at the next start is unfinished. */
const founding = 'founding';
const day = 86_400_000;
/** How far back the history of a sample branch reaches. */
const sampleHistory = 400 * day;

/** What tells a file that was exchanged from the one that was looked at. */
function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${found.size} ${found.mtimeMs}` : '';
}

/** One data folder and where it stands: first run, locked, damaged, from the future, or an open branch. */
export class Host {
  readonly #options: HostOptions;
  #branch: Branch | undefined;
  #keys: DeviceKeys | undefined;
  #trouble: { phase: 'damaged' | 'fromFuture'; detail: string } | undefined;
  #busy: Promise<unknown> = Promise.resolve();
  /** What has to be in the log as soon as there is one. */
  #owed: Pick<Act, 'action' | 'why'>[] = [];
  #verified: { listed: string; backup: Backup | undefined } | undefined;
  #closed = false;

  private constructor(options: HostOptions) {
    this.#options = options;
  }

  /**
   * Opens a data folder as far as it goes without a person.
   * @throws RefusalError `registry.*` when the disk does not let it.
   */
  static async open(options: HostOptions): Promise<Host> {
    const host = new Host(options);
    try {
      mkdirSync(options.folder, { recursive: true, mode: 0o700 });
      // The key file is written in both.
      for (const each of [options.folder, join(options.folder, 'backups')]) sweepUnfinished(each);
      host.#clearUnfinished();
      await host.#tryUnattended();
    } catch (error) {
      throw inTheirWords(error);
    }
    return host;
  }

  get folder(): string {
    return this.#options.folder;
  }

  /** The open branch. @throws RefusalError `system.notOpen`. */
  get branch(): Branch {
    if (this.#branch === undefined) throw new RefusalError(refusals.notOpen);
    return this.#branch;
  }

  get isOpen(): boolean {
    return this.#branch !== undefined;
  }

  state(): SystemState {
    if (this.#branch) {
      const { id, code, name, companyName, sample } = this.#branch.identity;
      return {
        phase: 'open',
        sample,
        branch: { id, code, name, companyName },
        today: fromInstant(this.#options.clock.now()),
      };
    }
    if (this.#trouble?.phase === 'fromFuture') return { phase: 'fromFuture', detail: this.#trouble.detail };
    if (this.#trouble && this.#keys) {
      const backup = this.#restorable(this.#keys);
      return {
        phase: 'damaged',
        detail: this.#trouble.detail,
        backup: backup ? { name: backup.name, takenAt: backup.takenAt, auditSequence: backup.auditSequence } : null,
      };
    }
    // Data without their key are not a first run: what is founded there would take their place.
    if (!Keyring.exists(this.#keyFile) && !holdsRegistry(this.folder)) return { phase: 'firstRun' };
    const keyring = Keyring.read(this.#keyFile);
    if (!keyring.ok) {
      return { phase: 'locked', wraps: [], keyFile: Keyring.exists(this.#keyFile) ? 'damaged' : 'missing' };
    }
    return { phase: 'locked', wraps: keyring.value.wraps.filter((kind) => kind !== 'headquarters'), keyFile: 'whole' };
  }

  /**
   * Opens by the passphrase; or, with a passphrase to be used from now on, by the code printed at the branch or by the one
   * that headquarters recovers, which works without a key file, too.
   */
  unlock(
    given:
      | { readonly kind: 'passphrase'; readonly secret: string }
      | { readonly kind: 'recoveryCode'; readonly secret: string; readonly newPassphrase: string },
  ): Promise<SystemState> {
    return this.#alone(async () => {
      if (this.state().phase !== 'locked') throw new RefusalError(refusals.nothingToUnlock);
      if (given.kind === 'passphrase') {
        const keyring = orThrow(Keyring.read(this.#keyFile));
        await this.#openWith(keyring.branchId, orThrow(await keyring.openByPassphrase(given.secret)));
        return this.state();
      }
      const fromHeadquarters = looksLikeRecoveredKey(given.secret);
      const { keyring, keys } = fromHeadquarters ? this.#recovered(given.secret) : this.#byPrintedCode(given.secret);
      await this.#renewKeys(keyring, keys, given.newPassphrase);
      this.#owed.push({ action: 'keys.recovered', ...(fromHeadquarters ? { why: '总部恢复码' } : {}) });
      await this.#openWith(keyring.branchId, keys);
      return this.state();
    });
  }

  #byPrintedCode(typed: string): { keyring: Keyring; keys: DeviceKeys } {
    const keyring = orThrow(Keyring.read(this.#keyFile));
    return { keyring, keys: orThrow(keyring.openByRecoveryCode(typed)) };
  }

  /** A key that does not open what is here is never stored: it would take the place of the one that does. */
  #recovered(typed: string): { keyring: Keyring; keys: DeviceKeys } {
    const databaseKey = orThrow(readRecoveredKey(typed));
    const branchId = branchOpenedBy(this.folder, databaseKey);
    if (branchId === undefined) throw new RefusalError(refusals.recoveredKeyOpensNothing);
    const present = Keyring.read(this.#keyFile);
    const made = Keyring.create(this.#keyFile, branchId);
    const isOurs = present.ok && present.value.branchId === branchId;
    return { keyring: isOurs ? present.value : made.keyring, keys: { ...made.keys, databaseKey } };
  }

  /** Stored before anything is opened with them: a device key that is not kept would be another at every start. */
  async #renewKeys(keyring: Keyring, keys: DeviceKeys, passphrase: string): Promise<void> {
    if (isGuessable(passphrase, '')) throw new RefusalError({ ...refusals.passphraseWeak, field: 'newPassphrase' });
    await keyring.renew(keys, passphrase, this.#options.vault);
    keyring.save();
  }

  /** First run: a branch with sample data, whose passphrase lies beside it and says so. */
  createSample(): Promise<SystemState> {
    return this.#alone(async () => {
      const { fillSample } = this.#options;
      if (fillSample === undefined) throw new Error('this composition has no sample data');
      const passphrase = `sample-${createIdMaker(this.#options.clock)()}`;
      const clock = new ReplayClock(this.#options.clock, this.#options.clock.now() - sampleHistory);
      await this.#found(
        { code: 'SAMPLE', name: '示例门店', companyName: '示例连锁物流有限公司', sample: true, city: '上海市' },
        passphrase,
        async (branch) => {
          await fillSample(branch, clock);
          clock.arrive();
        },
        clock,
      );
      return this.state();
    });
  }

  /** First run: a branch of its own with its first HR admin. Answers the recovery code to be printed. */
  createBranch(input: FirstBranch): Promise<{ recoveryCode: string }> {
    return this.#alone(async () => {
      if (isGuessable(input.passphrase, input.admin.loginName)) throw new RefusalError(refusals.passphraseWeak);
      const { admin, passphrase, ...identity } = input;
      return this.#found({ ...identity, sample: false }, passphrase, async (branch) => {
        await branch.services.access.create(systemActor, {
          employeeId: null,
          displayName: admin.name,
          loginName: admin.loginName,
          role: 'hrAdmin',
          password: admin.password,
          mustChange: false,
        });
      });
    });
  }

  /** Puts the latest verified backup in place; the damaged registry is kept beside it. */
  restoreLatestBackup(): Promise<SystemState> {
    return this.#alone(async () => {
      const keys = this.#keys;
      const backup = keys && this.#restorable(keys);
      if (this.#trouble?.phase !== 'damaged' || keys === undefined || backup === undefined) {
        throw new RefusalError(refusals.noBackup);
      }
      restoreBackup(this.folder, backup, this.#options.clock.now());
      this.#owed.push({ action: 'backup.restore', why: backup.name });
      this.#trouble = undefined;
      await this.#openWith(orThrow(Keyring.read(this.#keyFile)).branchId, keys);
      return this.state();
    });
  }

  /** Told of everything that failed: where it tells of damaged data, the next start looks for it and offers the backup. */
  noteFailure(error: unknown): void {
    if (tellsOfDamage(error)) doubtRegistry(this.folder);
  }

  /**
   * Something failed that nobody expected: for the log in the folder, and for whoever runs this. What fails after the closing
   * was cut off by it, and is not told.
   */
  report(what: string, error: unknown): void {
    if (this.#closed) return;
    const { clock, onFailure } = this.#options;
    logFailure(this.folder, what, error, clock.now());
    onFailure?.(what, error);
  }

  close(): void {
    this.#closed = true;
    this.#branch?.close();
    this.#branch = undefined;
  }

  /** Verifying a backup reads all of it: asked again only when the folder has changed. */
  #restorable(keys: DeviceKeys): Backup | undefined {
    const listed = JSON.stringify(listBackups(join(this.folder, 'backups')).map(({ file }) => [file, stampOf(file)]));
    if (this.#verified?.listed !== listed) {
      this.#verified = { listed, backup: restorableBackup(this.folder, keys.databaseKey) };
    }
    return this.#verified.backup;
  }

  get #keyFile(): string {
    return keyFileOf(this.folder);
  }

  /** One change of the folder at a time, however many windows ask. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#busy.then(work, work);
    this.#busy = mine.catch(() => undefined);
    return mine;
  }

  async #tryUnattended(): Promise<void> {
    if (!Keyring.exists(this.#keyFile)) return;
    const keyring = Keyring.read(this.#keyFile);
    if (!keyring.ok) return;
    const keys = await this.#unattendedKeys(keyring.value);
    if (keys) await this.#openWith(keyring.value.branchId, keys);
  }

  /** By the vault, the passphrase of the environment, which may be meant for another branch, or that of a sample. */
  async #unattendedKeys(keyring: Keyring): Promise<DeviceKeys | undefined> {
    const { vault, passphrase } = this.#options;
    const byVault = vault && keyring.openByVault(vault);
    if (byVault?.ok) return byVault.value;
    for (const each of [passphrase, readSamplePassphrase(this.folder)]) {
      if (!each) continue;
      const opened = await keyring.openByPassphrase(each);
      if (opened.ok) return opened.value;
    }
    return undefined;
  }

  async #openWith(branchId: string, keys: DeviceKeys): Promise<void> {
    this.#keys = keys;
    let branch: Branch;
    try {
      branch = await openBranch({ folder: this.folder, branchId, keys, clock: this.#options.clock });
    } catch (error) {
      // Also where a page that is wrong was only met by what opens over the registry.
      if (error instanceof DamagedRegistryError || tellsOfDamage(error)) {
        this.#trouble = { phase: 'damaged', detail: error instanceof Error ? error.message : '' };
      } else if (error instanceof FutureRegistryError) this.#trouble = { phase: 'fromFuture', detail: error.message };
      else throw error;
      return;
    }
    try {
      await this.#recordOwed(branch);
    } catch (error) {
      branch.close();
      throw error;
    }
    this.#branch = branch;
    this.#begin(branch);
  }

  /** Nobody is signed in: the application itself says what was done to the data while they were closed. */
  async #recordOwed(branch: Branch): Promise<void> {
    const subject = { kind: 'branch', id: branch.identity.id };
    await Promise.all(this.#owed.map((act) => branch.registry.write.seen(systemActor, { ...act, subject })));
    this.#owed = [];
  }

  #begin(branch: Branch): void {
    branch.startJobs((job, error) => {
      this.noteFailure(error);
      this.report(job, error);
    });
  }

  async #found(
    identity: { code: string; name: string; companyName: string; sample: boolean; city?: string | undefined },
    passphrase: string,
    fill: (branch: Branch) => Promise<void>,
    clock: RunningClock = this.#options.clock,
  ): Promise<{ recoveryCode: string }> {
    if (this.state().phase !== 'firstRun') throw new RefusalError(refusals.notFirstRun);
    const { vault } = this.#options;
    writeDurably(join(this.folder, founding), '');
    const branchId = createIdMaker(clock)();
    const { keyring, keys } = Keyring.create(this.#keyFile, branchId);
    await keyring.wrapByPassphrase(keys, passphrase);
    if (vault) keyring.wrapByVault(keys, vault);
    const recoveryCode = keyring.wrapByRecoveryCode(keys);
    try {
      const branch = await openBranch({ folder: this.folder, branchId, keys, clock, found: identity });
      try {
        await fill(branch);
        if (identity.sample) writeSamplePassphrase(this.folder, passphrase, recoveryCode);
        keyring.save();
        this.#clearUnfinished();
      } catch (error) {
        branch.close();
        throw error;
      }
      this.#keys = keys;
      this.#branch = branch;
      this.#begin(branch);
      return { recoveryCode };
    } catch (error) {
      Keyring.discard(this.#keyFile);
      this.#clearUnfinished();
      throw error;
    }
  }

  /**
   * What an interrupted founding left. Nothing of a person's is in it: the keys are stored last, and without them nobody
   * could open it. With them it is complete but for its mark.
   */
  #clearUnfinished(): void {
    const mark = join(this.folder, founding);
    if (!existsSync(mark)) return;
    if (Keyring.exists(this.#keyFile)) {
      // Renamed first: the mark must not come back with a power cut.
      renameDurably(mark, `${mark}.done`);
      rmSync(`${mark}.done`, { force: true });
      return;
    }
    const parts = readdirSync(this.folder).filter((name) =>
      /^(registry\.db(-wal|-shm)?|keys\.json|head\.json|outbox|attachments|backups|sample-passphrase\.txt|sample)$/.test(
        name,
      ),
    );
    const aside = join(this.folder, `unfinished-${this.#options.clock.now()}`);
    mkdirSync(aside);
    for (const name of parts) renameSync(join(this.folder, name), join(aside, name));
    rmSync(aside, { recursive: true, force: true });
    rmSync(mark, { force: true });
  }
}
