import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  randomBytes,
  type ScryptOptions,
  scrypt as scryptCallback,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { done, type Refusal, type Result, refused } from '../../shared/domain/refusal.ts';
import { inGroups, randomCode, readCode } from '../../shared/pki/typedCode.ts';
import { writeDurably } from '../../shared/storage/durableFile.ts';

const scrypt = promisify<string | Buffer, Buffer, number, ScryptOptions, Buffer>(scryptCallback);

/** The two secrets of this computer. The device key seals signer keys and is in no recovery. */
export interface DeviceKeys {
  /** 32 bytes: opens the registry and the attachments. */
  readonly databaseKey: Uint8Array;
  /** 32 bytes: bound to this computer; lost with it. */
  readonly deviceKey: Uint8Array;
}

/** The operating system's own vault, when the desktop shell offers one. */
export interface Vault {
  seal(bytes: Uint8Array): Uint8Array;
  open(sealed: Uint8Array): Uint8Array;
}

const box = z.object({ nonce: z.string(), sealed: z.string() });
const keyFile = z.object({
  format: z.literal('shouke-keys-1'),
  branchId: z.uuid(),
  wraps: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('passphrase'),
        salt: z.string(),
        N: z
          .int()
          .min(2 ** 14)
          .max(2 ** 20),
        r: z.int().min(1).max(32),
        p: z.int().min(1).max(16),
        ...box.shape,
      }),
      z.object({ kind: z.literal('recoveryCode'), salt: z.string(), ...box.shape }),
      z.object({ kind: z.literal('safeStorage'), sealed: z.string() }),
      /** The database key for headquarters' recovery public key (HPKE); opened only there, by two persons. */
      z.object({ kind: z.literal('headquarters'), recoveryKeyId: z.string(), sealed: z.string() }),
    ]),
  ),
});
type KeyFile = z.infer<typeof keyFile>;
export type WrapKind = KeyFile['wraps'][number]['kind'];

/** scrypt at 64 MiB: about 0.2 s on a branch PC. */
const cost = { N: 2 ** 16, r: 8, p: 1, maxmem: 256 * 2 ** 20 } as const;

/** Where the key file of a data folder lies. */
export const keyFileOf = (folder: string): string => join(folder, 'keys.json');
/** A backup without its keys opens nothing: the same file lies beside the backups, too. */
const copyOf = (file: string): string => join(dirname(file), 'backups', 'keys.json');

/** The key file of a data folder: the same keys, wrapped in several independent ways. */
export class Keyring {
  readonly #file: string;
  #content: KeyFile;

  private constructor(file: string, content: KeyFile) {
    this.#file = file;
    this.#content = content;
  }

  static exists(file: string): boolean {
    return existsSync(file) || existsSync(copyOf(file));
  }

  /**
   * The key file, or its copy beside the backups where that one is lost or damaged. Refusal `keys.unreadable` when
   * neither can be read, `keys.missing` when neither is there; the registry itself is not touched by that.
   */
  static read(file: string): Result<Keyring> {
    for (const each of [file, copyOf(file)]) {
      try {
        return done(new Keyring(file, keyFile.parse(JSON.parse(readFileSync(each, 'utf8')))));
      } catch {
        // The other one may be whole.
      }
    }
    return refused(Keyring.exists(file) ? unreadable : missing);
  }

  /** Forgets the keys of a branch that could not be founded. */
  static discard(file: string): void {
    for (const each of [file, copyOf(file)]) rmSync(each, { force: true });
  }

  /** A new pair of keys, not yet wrapped in any way: wrap at least once before it is stored. */
  static create(file: string, branchId: string): { keyring: Keyring; keys: DeviceKeys } {
    const keys = { databaseKey: randomBytes(32), deviceKey: randomBytes(32) };
    return { keyring: new Keyring(file, { format: 'shouke-keys-1', branchId, wraps: [] }), keys };
  }

  get branchId(): string {
    return this.#content.branchId;
  }

  get wraps(): readonly WrapKind[] {
    return this.#content.wraps.map((wrap) => wrap.kind);
  }

  async wrapByPassphrase(keys: DeviceKeys, passphrase: string): Promise<void> {
    const salt = randomBytes(16);
    const key = await scrypt(passphrase.normalize('NFKC'), salt, 32, cost);
    this.#put({
      kind: 'passphrase',
      salt: salt.toString('base64'),
      N: cost.N,
      r: cost.r,
      p: cost.p,
      ...seal(key, Buffer.concat([keys.databaseKey, keys.deviceKey]), this.branchId),
    });
  }

  wrapByVault(keys: DeviceKeys, vault: Vault): void {
    const sealed = vault.seal(Buffer.concat([keys.databaseKey, keys.deviceKey]));
    this.#put({ kind: 'safeStorage', sealed: Buffer.from(sealed).toString('base64') });
  }

  /**
   * Makes a recovery code to be printed: 30 characters (150 bits). It opens the registry, not the signer keys.
   * Needed until the branch is enrolled, when headquarters' recovery key takes its place.
   */
  wrapByRecoveryCode(keys: Pick<DeviceKeys, 'databaseKey'>): string {
    const code = randomCode(30);
    const salt = randomBytes(16);
    this.#put({
      kind: 'recoveryCode',
      salt: salt.toString('base64'),
      ...seal(codeKey(code, salt), keys.databaseKey, this.branchId),
    });
    return inGroups(code);
  }

  wrapForHeadquarters(recoveryKeyId: string, sealed: Uint8Array): void {
    this.#put({ kind: 'headquarters', recoveryKeyId, sealed: Buffer.from(sealed).toString('base64') });
  }

  /** Refusal `keys.wrongPassphrase`. */
  async openByPassphrase(passphrase: string): Promise<Result<DeviceKeys>> {
    const wrap = this.#content.wraps.find((each) => each.kind === 'passphrase');
    if (wrap === undefined) return refused(wrongPassphrase);
    const key = await scrypt(passphrase.normalize('NFKC'), Buffer.from(wrap.salt, 'base64'), 32, {
      N: wrap.N,
      r: wrap.r,
      p: wrap.p,
      maxmem: 256 * wrap.N * wrap.r,
    });
    const plain = open(key, wrap, this.branchId);
    return plain === undefined || plain.length !== 64
      ? refused(wrongPassphrase)
      : done({ databaseKey: plain.subarray(0, 32), deviceKey: plain.subarray(32) });
  }

  /**
   * Opens with the printed code; the device key is made anew, so signer keys must be enrolled again. What opens the old
   * device key must go with it: see {@link renew}. Refusal `keys.wrongRecoveryCode`.
   */
  openByRecoveryCode(typed: string): Result<DeviceKeys> {
    const code = readCode(typed);
    const wrap = this.#content.wraps.find((each) => each.kind === 'recoveryCode');
    const plain = wrap && open(codeKey(code, Buffer.from(wrap.salt, 'base64')), wrap, this.branchId);
    return plain === undefined || plain.length !== 32
      ? refused(wrongRecoveryCode)
      : done({ databaseKey: plain, deviceKey: randomBytes(32) });
  }

  /** Wraps new keys by a new passphrase and the vault, in place of the old; the printed code goes on opening. */
  async renew(keys: DeviceKeys, passphrase: string, vault: Vault | undefined): Promise<void> {
    this.#content = { ...this.#content, wraps: this.#content.wraps.filter((each) => each.kind !== 'safeStorage') };
    await this.wrapByPassphrase(keys, passphrase);
    if (vault) this.wrapByVault(keys, vault);
  }

  openByVault(vault: Vault): Result<DeviceKeys> {
    const wrap = this.#content.wraps.find((each) => each.kind === 'safeStorage');
    if (wrap === undefined) return refused(wrongPassphrase);
    try {
      const plain = Buffer.from(vault.open(Buffer.from(wrap.sealed, 'base64')));
      if (plain.length === 64) return done({ databaseKey: plain.subarray(0, 32), deviceKey: plain.subarray(32) });
    } catch {
      // The vault belongs to another user or computer; the passphrase or the recovery code still opens.
    }
    return refused(wrongPassphrase);
  }

  /** The copy first: once the key file itself is written, nothing is left to be done. */
  save(): void {
    if (this.#content.wraps.length === 0) throw new Error('keys must be wrapped before they are stored');
    const text = `${JSON.stringify(this.#content, null, 2)}\n`;
    mkdirSync(dirname(copyOf(this.#file)), { recursive: true, mode: 0o700 });
    writeDurably(copyOf(this.#file), text);
    writeDurably(this.#file, text);
  }

  #put(wrap: KeyFile['wraps'][number]): void {
    this.#content = {
      ...this.#content,
      wraps: [...this.#content.wraps.filter((each) => each.kind !== wrap.kind), wrap],
    };
  }
}

const codeKey = (code: string, salt: Uint8Array): Buffer =>
  Buffer.from(hkdfSync('sha256', code, salt, 'shouke:recovery-code:1', 32));

function seal(key: Uint8Array, plain: Uint8Array, context: string): z.infer<typeof box> {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { nonce: nonce.toString('base64'), sealed: sealed.toString('base64') };
}

function open(key: Uint8Array, from: z.infer<typeof box>, context: string): Buffer | undefined {
  const sealed = Buffer.from(from.sealed, 'base64');
  if (sealed.length < 16) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(from.nonce, 'base64'))
      .setAAD(Buffer.from(context))
      .setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  } catch {
    return undefined;
  }
}

const wrongPassphrase: Refusal = {
  kind: 'invalid',
  code: 'keys.wrongPassphrase',
  field: 'secret',
  zh: '口令不对，登记库没有打开。',
  en: 'Wrong passphrase. The registry was not opened.',
  next: {
    zh: '请检查大小写和输入法后重试；忘记口令时用纸质恢复码打开。',
    en: 'Check capital letters and the input method, then try again; if it is forgotten, use the printed recovery code.',
  },
};

const wrongRecoveryCode: Refusal = {
  kind: 'invalid',
  code: 'keys.wrongRecoveryCode',
  field: 'secret',
  zh: '恢复码不对。打印的恢复码共 30 位；总部给的共 65 位。',
  en: 'Wrong recovery code. The printed one has 30 characters, one from headquarters has 65.',
  next: { zh: '请逐组核对后重试。', en: 'Compare it group by group and try again.' },
};

const unreadable: Refusal = {
  kind: 'unavailable',
  code: 'keys.unreadable',
  zh: '密钥文件 keys.json 已损坏，登记库没有被改动。',
  en: 'The key file keys.json is damaged. The registry was not changed.',
  next: {
    zh: '请从另存的备份文件夹中放回 keys.json 后重新打开。',
    en: 'Put keys.json back from a copy of the backup folder kept elsewhere, then open again.',
  },
};

const missing: Refusal = {
  ...unreadable,
  code: 'keys.missing',
  zh: '数据还在，但打开它的密钥文件 keys.json 不见了。登记库没有被改动。',
  en: 'The data are here, but the key file keys.json that opens them is gone. The registry was not changed.',
};
