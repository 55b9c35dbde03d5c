import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A folder of real data beside the project, or undefined where it is absent; then the tests on it say so by name. */
export function sharedData(folder: string): string | undefined {
  const path = fileURLToPath(new URL(`../../../../shared/data/${folder}`, import.meta.url));
  return existsSync(path) ? path : undefined;
}
