import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileName = 'sample-passphrase.txt';

/** Lays the passphrase of a sample branch beside its data, saying what it is. */
export function writeSamplePassphrase(folder: string, passphrase: string, recoveryCode: string): void {
  writeFileSync(
    join(folder, fileName),
    `${passphrase}\n\n示例数据的口令，只用于示例门店。恢复码：${recoveryCode}\nPassphrase of the sample data; it protects nothing real. Recovery code: ${recoveryCode}\n`,
  );
}

/** The passphrase of a sample branch; undefined where there is none: a branch of one's own. */
export function readSamplePassphrase(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, fileName), 'utf8').split('\n', 1)[0];
  } catch {
    return undefined;
  }
}
