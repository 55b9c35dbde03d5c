import type { Registry } from '../registry/registry.ts';
import type { LocalTransaction } from '../registry/unitOfWork.ts';

/** What the sync feature remembers by name. */
export type SettingName =
  /** Hex of the 16 random bytes under which this registry seals. */
  | 'incarnation'
  /** The life that is about to begin on purpose, noted before the marker has it. */
  | 'nextIncarnation'
  /** JSON, see `enrolment.ts`. */
  | 'enrolment'
  /** Base64 of the certificate a sample branch signs with. */
  | 'sampleCertificate'
  /** The folder last exported to. */
  | 'folder'
  /** JSON: what was found when the registry was opened, see `incarnation.ts`. */
  | 'findings';

/** Reads and writes the settings of the sync feature. Values are text; whoever owns one parses it. */
export class SyncSettings {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  get(name: SettingName): string | undefined {
    const value = this.#registry.reader.prepare('SELECT value FROM syncSetting WHERE id = ?').pluck().get(name);
    return typeof value === 'string' ? value : undefined;
  }

  put(name: SettingName, value: string): void {
    this.#registry.write.local((tx) => putSetting(tx, name, value));
  }
}

/** The same within a unit of work of the caller's. */
export const putSetting = (tx: Pick<LocalTransaction, 'put'>, name: SettingName, value: string): void =>
  tx.put('syncSetting', { id: name, value });
