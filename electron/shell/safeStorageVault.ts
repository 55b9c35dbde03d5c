import { safeStorage } from 'electron';
import type { Vault } from '../registry/keyring.ts';
import { vaultProtects } from './decisions/vault.ts';

/** The system's vault for the keys of this computer, or undefined where it would protect nothing. After `ready`. */
export function systemVault(): Vault | undefined {
  const protects = vaultProtects({
    available: safeStorage.isEncryptionAvailable(),
    platform: process.platform,
    backend: process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : undefined,
  });
  if (!protects) return undefined;
  return {
    seal: (bytes) => safeStorage.encryptString(Buffer.from(bytes).toString('base64')),
    open: (sealed) => Buffer.from(safeStorage.decryptString(Buffer.from(sealed)), 'base64'),
  };
}
