import { createPrivateKey, hkdfSync, type KeyObject, randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import type { HeadquartersKeys } from '../../shared/pki/headquarters.ts';
import { type HpkeRecipient, hpkePublicKeyBytes, hpkeRecipient } from '../../shared/pki/hpke.ts';
import { generatePrivateKey } from '../../shared/pki/keys.ts';
import { writeDurably } from '../../shared/storage/durableFile.ts';
import * as refusals from '../refusals.ts';
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
/** Crockford's alphabet: no I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

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

  /** Makes all keys and writes them. @throws RefusalError `hq.passphraseWeak` */
  async found(passphrase: string): Promise<FoundedKeys> {
    if ([...passphrase].length < shortestPassphrase) throw new RefusalError(refusals.passphraseWeak);
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
    const recoveryShare = Array.from({ length: 30 }, () => alphabet[randomInt(alphabet.length)]).join('');
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
      recoveryShare: (recoveryShare.match(/.{5}/g) ?? []).join('-'),
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
    const typed = share.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
    const opened = openBytes(shareKey(typed), 'recovery', half);
    if (opened === undefined) throw new RefusalError(refusals.wrongShare);
    return hpkeRecipient(privateKey(opened));
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
