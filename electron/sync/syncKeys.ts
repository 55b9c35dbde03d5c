import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { FeatureContext } from '../feature.ts';
import * as refusals from './refusals.ts';

/** One key signs change sets, the other opens what headquarters sends: never the same. */
export interface SyncKeyPair {
  readonly changeSets: KeyObject;
  readonly encryption: KeyObject;
}

const purposes = ['changeSets', 'encryption'] as const;
type Purpose = (typeof purposes)[number];
const nonceSize = 12;
const tagSize = 16;

/**
 * The branch's keys towards headquarters (P-256), made on this computer and sealed by its device key. On another device
 * they do not open: that branch is enrolled again.
 */
export class SyncKeys {
  readonly #context: FeatureContext;
  readonly #wrappingKey: Uint8Array;
  #opened: SyncKeyPair | undefined;

  constructor(context: FeatureContext) {
    this.#context = context;
    this.#wrappingKey = new Uint8Array(hkdfSync('sha256', context.keys.deviceKey, '', 'shouke:sync-key:1', 32));
  }

  /** Whether there are keys that this device can open. */
  get usable(): boolean {
    return this.#read() !== undefined;
  }

  /** @throws RefusalError `sync.keysLost` */
  get(): SyncKeyPair {
    const keys = this.#read();
    if (keys === undefined) throw new RefusalError(refusals.keysLost);
    return keys;
  }

  /** The keys; new ones where there are none, or none that open here. */
  getOrMake(): SyncKeyPair {
    const present = this.#read();
    if (present !== undefined) return present;
    const make = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const made: SyncKeyPair = { changeSets: make(), encryption: make() };
    this.#context.registry.write.local((tx) => {
      for (const purpose of purposes) {
        const sealed = this.#seal(purpose, made[purpose]);
        tx.put('syncKey', { id: purpose, sealed, createdAt: this.#context.clock.now() });
      }
    });
    this.#opened = made;
    return made;
  }

  #read(): SyncKeyPair | undefined {
    if (this.#opened !== undefined) return this.#opened;
    const changeSets = this.#open('changeSets');
    const encryption = this.#open('encryption');
    if (changeSets !== undefined && encryption !== undefined) this.#opened = { changeSets, encryption };
    return this.#opened;
  }

  #seal(purpose: Purpose, key: KeyObject): Uint8Array {
    const plain = key.export({ type: 'pkcs8', format: 'der' });
    const nonce = randomBytes(nonceSize);
    const cipher = createCipheriv('aes-256-gcm', this.#wrappingKey, nonce).setAAD(this.#place(purpose));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  #open(purpose: Purpose): KeyObject | undefined {
    const sealed = this.#context.registry.reader
      .prepare('SELECT sealed FROM syncKey WHERE id = ?')
      .pluck()
      .get(purpose) as Uint8Array | undefined;
    if (sealed === undefined) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#wrappingKey, sealed.subarray(0, nonceSize))
        .setAAD(this.#place(purpose))
        .setAuthTag(sealed.subarray(-tagSize));
      const plain = Buffer.concat([decipher.update(sealed.subarray(nonceSize, -tagSize)), decipher.final()]);
      return createPrivateKey({ key: plain, type: 'pkcs8', format: 'der' });
    } catch {
      return undefined; // sealed by another device
    }
  }

  #place(purpose: Purpose): Buffer {
    return Buffer.from(`${this.#context.branch.id}/${purpose}`);
  }
}
