import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { orThrow, RefusalError } from '../shared/domain/refusal.ts';
import { certificatePem } from '../shared/pki/certificate.ts';
import type { HeadquartersIdentity } from '../shared/pki/enrolmentAnswer.ts';
import { foundHeadquarters } from '../shared/pki/headquarters.ts';
import { hpkePublicKeyBytes } from '../shared/pki/hpke.ts';
import { writeDurably } from '../shared/storage/durableFile.ts';
import { takeLock } from '../shared/storage/processLock.ts';
import { issuedRow } from './enrolment.ts';
import { type Headquarters, type HeadquartersOptions, openHeadquarters } from './headquarters.ts';
import { isFounded, writeIdentity } from './identityFile.ts';
import { MerkleTree } from './import/merkleTree.ts';
import { KeyStore } from './keys/keyStore.ts';
import { StoreMarker } from './marker.ts';
import * as refusals from './refusals.ts';
import { openStore } from './store/store.ts';

export interface FoundOptions extends HeadquartersOptions {
  readonly companyName: string;
  readonly passphrase: string;
}

/**
 * Founds a headquarters: all keys, the root certificate and what hangs below it. Answers also the second person's half of
 * the recovery key, which is nowhere else and is printed once. @throws RefusalError `hq.alreadyFounded`,
 * `hq.foundingElsewhere`, `hq.passphraseWeak`, `pki.name`
 */
export async function initHeadquarters(
  options: FoundOptions,
): Promise<{ readonly headquarters: Headquarters; readonly recoveryShare: string }> {
  const { folder } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Two at once would each write keys over the other's, and print shares of which one opens nothing.
  const release = takeLock(join(folder, 'lock.db'));
  if (!release) throw new RefusalError(refusals.foundingElsewhere(folder));
  let recoveryShare: string;
  try {
    if (isFounded(folder)) throw new RefusalError(refusals.alreadyFounded(folder));
    recoveryShare = await found(options);
  } finally {
    release();
  }
  return { headquarters: await openHeadquarters(options), recoveryShare };
}

/** Writes everything of a new headquarters, its identity last, and answers the second person's half. */
async function found({ folder, companyName, passphrase, clock }: FoundOptions): Promise<string> {
  // Left by a founding that ended half-way: nothing was ever issued from it.
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `store.db${suffix}`), { force: true });
  rmSync(join(folder, 'marker.json'), { force: true });
  const keyStore = new KeyStore(folder);
  const { keys, recoveryPublicKey, recoveryShare } = await keyStore.found(passphrase);
  const at = clock.now();
  const certificates = orThrow(foundHeadquarters({ companyName, sample: false }, keys, at));
  const store = await openStore({ folder, key: keyStore.storeKey() });
  try {
    const issued = store.statements.insert('issuedCertificate');
    const { root, authority, changeSets, seal, timestamping } = certificates;
    store.transaction(() => {
      for (const each of [root, authority, changeSets, seal, timestamping]) issued(issuedRow(each, at));
    });
    const identity: HeadquartersIdentity = {
      name: companyName,
      sample: false,
      hqIncarnation: Buffer.from(new StoreMarker(folder, store, () => new MerkleTree(store).size).incarnation(), 'hex'),
      root: root.der,
      intermediates: [authority.der],
      changeSets: changeSets.der,
      encryptionPublicKey: hpkePublicKeyBytes(keys.encryption),
      recoveryPublicKey,
      timestamping: timestamping.der,
      seal: seal.der,
      revocationLists: certificates.revocationLists,
    };
    writeDurably(join(folder, 'root.pem'), certificatePem(root.der), 0o644);
    writeIdentity(folder, identity);
  } finally {
    store.close();
  }
  return recoveryShare;
}

/** Opens the headquarters of a folder, or founds it where there is none: for tools and tests that want one at once. */
export async function createHeadquarters(
  options: Omit<FoundOptions, 'companyName'> & { readonly companyName?: string },
): Promise<Headquarters> {
  if (isFounded(options.folder)) return openHeadquarters(options);
  const { companyName = '总部' } = options;
  return (await initHeadquarters({ ...options, companyName })).headquarters;
}
