import { createPrivateKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import type { HeadquartersKeys } from '../../shared/pki/headquarters.ts';
import { type HpkeRecipient, hpkePublicKeyBytes, hpkeRecipient } from '../../shared/pki/hpke.ts';
import { generatePrivateKey } from '../../shared/pki/keys.ts';
import { inGroups, randomCode, readCode } from '../../shared/pki/typedCode.ts';
import { sweepUnfinished, writeDurably } from '../../shared/storage/durableFile.ts';
import {
  finishPassphraseChange,
  isPassphraseChangePending,
  type PassphraseChange,
  preparePassphraseChange,
} from './passphraseChange.ts';
import * as refusals from './refusals.ts';
import {
  openBytes,
  readUnderKey,
  readUnderPassphrase,
  sealBytes,
  writeUnderKey,
  writeUnderPassphrase,
} from './sealedFile.ts';

/** Keys that work without a person: opening change sets, signing receipts, timestamps. */
export interface UnattendedKeys {
  readonly changeSets: KeyObject;
  readonly encryption: KeyObject;
  readonly timestamping: KeyObject;
}

/** Keys that a person unlocks: issuing certificates, the seal. */
export interface AuthorityKeys {
  readonly authority: KeyObject;
  readonly seal: KeyObject;
}

export interface FoundedKeys {
  readonly keys: HeadquartersKeys & UnattendedKeys;
  /** HPKE public key that branches wrap their database key to, 65 bytes. */
  readonly recoveryPublicKey: Uint8Array;
  /** The second person's half of the recovery key, to be printed once: 30 characters in groups. */
  readonly recoveryShare: string;
}

const shortestPassphrase = 12;
const isWeak = (passphrase: string): boolean => [...passphrase].length < shortestPassphrase;

/**
 * The private keys of headquarters, each file for one purpose: `store.key` opens the store and what works unattended;
 * `authority.keys` issues and needs the passphrase; `root.key` belongs on a medium in a safe; `recovery.key` needs the
 * passphrase of one person and the printed share of another.
 */
export class KeyStore {
  readonly #folder: string;

  constructor(hqFolder: string) {
    this.#folder = join(hqFolder, 'keys');
  }

  get exists(): boolean {
    return existsSync(this.#file('store.key'));
  }

  /** Removes what an ended process left beside the key files; it may be under an earlier passphrase. */
  sweepUnfinished(): void {
    sweepUnfinished(this.#folder);
  }

  /** Makes all keys and writes them. @throws RefusalError `hq.passphraseWeak` */
  async found(passphrase: string): Promise<FoundedKeys> {
    if (isWeak(passphrase)) throw new RefusalError(refusals.passphraseWeak);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const [root, authority, changeSets, encryption, recovery, seal, timestamping] = await Promise.all([
      generatePrivateKey('p256'),
      generatePrivateKey('p256'),
      generatePrivateKey('p256'),
      generatePrivateKey('p256'),
      generatePrivateKey('p256'),
      generatePrivateKey('rsa3072'),
      generatePrivateKey('rsa3072'),
    ]);
    const recoveryShare = randomCode(30);
    const storeKey = randomBytes(32);
    const half = sealBytes(shareKey(recoveryShare), 'recovery', der(recovery));
    await writeUnderPassphrase(this.#file('root.key'), passphrase, der(root));
    await writeUnderPassphrase(this.#file('authority.keys'), passphrase, encodeKeys({ authority, seal }));
    await writeUnderPassphrase(this.#file('recovery.key'), passphrase, half);
    writeUnderKey(this.#file('unattended.keys'), storeKey, encodeKeys({ changeSets, encryption, timestamping }));
    writeDurably(this.#file('store.key'), `${storeKey.toString('hex')}\n`);
    return {
      keys: { root, authority, changeSets, encryption, seal, timestamping },
      recoveryPublicKey: hpkePublicKeyBytes(recovery),
      recoveryShare: inGroups(recoveryShare),
    };
  }

  /** 32 bytes. @throws RefusalError `hq.keyFileDamaged` */
  storeKey(): Uint8Array {
    const text = existsSync(this.#file('store.key')) ? readFileSync(this.#file('store.key'), 'utf8').trim() : '';
    if (!/^[0-9a-f]{64}$/.test(text)) throw new RefusalError(refusals.keyFileDamaged('store.key'));
    return new Uint8Array(Buffer.from(text, 'hex'));
  }

  /** @throws RefusalError `hq.keyFileDamaged` */
  unattended(): UnattendedKeys {
    const keys = decodeKeys(orThrow(readUnderKey(this.#file('unattended.keys'), this.storeKey())));
    const { changeSets, encryption, timestamping } = keys;
    if (changeSets === undefined || encryption === undefined || timestamping === undefined) {
      throw new RefusalError(refusals.keyFileDamaged('unattended.keys'));
    }
    return { changeSets, encryption, timestamping };
  }

  /** @throws RefusalError `hq.wrongPassphrase`, `hq.keyFileDamaged` */
  async authority(passphrase: string): Promise<AuthorityKeys> {
    const opened = orThrow(await readUnderPassphrase(this.#file('authority.keys'), passphrase));
    const { authority, seal } = decodeKeys(opened);
    if (authority === undefined || seal === undefined) {
      throw new RefusalError(refusals.keyFileDamaged('authority.keys'));
    }
    return { authority, seal };
  }

  /** The root's key; undefined where its file is kept elsewhere. @throws RefusalError `hq.wrongPassphrase` */
  async root(passphrase: string): Promise<KeyObject | undefined> {
    if (!existsSync(this.#file('root.key'))) return undefined;
    return privateKey(orThrow(await readUnderPassphrase(this.#file('root.key'), passphrase)));
  }

  /** The recovery key, with what two persons hold. @throws RefusalError `hq.wrongPassphrase`, `hq.wrongShare` */
  async recovery(passphrase: string, share: string): Promise<HpkeRecipient> {
    const half = orThrow(await readUnderPassphrase(this.#file('recovery.key'), passphrase));
    const opened = openBytes(shareKey(readCode(share)), 'recovery', half);
    if (opened === undefined) throw new RefusalError(refusals.wrongShare);
    return hpkeRecipient(privateKey(opened));
  }

  /**
   * Puts every key file that is here and that the passphrase opens under a new one: all of them or none, whatever ends in
   * between. @throws RefusalError `hq.passphraseWeak`, `hq.passphraseUnchanged`, `hq.wrongPassphrase`,
   * `hq.keyFileUnderAnother`, `hq.keyFileDamaged`; none of the files is changed then.
   */
  async preparePassphraseChange(current: string, next: string): Promise<PassphraseChange> {
    if (isWeak(next)) throw new RefusalError(refusals.passphraseWeak);
    if (current.normalize('NFKC') === next.normalize('NFKC')) throw new RefusalError(refusals.passphraseUnchanged);
    return preparePassphraseChange(this.#folder, current, next);
  }

  /** Whether a process ended while it changed the passphrase. */
  get isPassphraseChangePending(): boolean {
    return isPassphraseChangePending(this.#folder);
  }

  finishPassphraseChange(): void {
    finishPassphraseChange(this.#folder, () => undefined);
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }
}

const shareKey = (share: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', share, '', 'shouke:hq-recovery-share:1', 32));
const der = (key: KeyObject): Uint8Array => key.export({ type: 'pkcs8', format: 'der' });
const privateKey = (bytes: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.from(bytes), type: 'pkcs8', format: 'der' });

const encodeKeys = (keys: Readonly<Record<string, KeyObject>>): Uint8Array =>
  Buffer.from(
    JSON.stringify(
      Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, Buffer.from(der(key)).toString('base64')])),
    ),
  );

function decodeKeys(plain: Uint8Array): Partial<Record<string, KeyObject>> {
  const parsed: unknown = JSON.parse(Buffer.from(plain).toString('utf8'));
  const entries = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
  return Object.fromEntries(entries.map(([name, text]) => [name, privateKey(Buffer.from(String(text), 'base64'))]));
}
