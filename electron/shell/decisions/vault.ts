/**
 * Whether the system's vault protects anything. On Linux without a keyring, safeStorage falls back to a key that is the
 * same on every computer; then a passphrase is asked for instead.
 */
export const vaultProtects = (vault: {
  readonly available: boolean;
  readonly platform: NodeJS.Platform;
  /** Electron's name for the Linux backend; undefined elsewhere. */
  readonly backend: string | undefined;
}): boolean =>
  vault.available &&
  (vault.platform !== 'linux' ||
    (vault.backend !== undefined && vault.backend !== 'basic_text' && vault.backend !== 'unknown'));
