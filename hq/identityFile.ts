import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeadquartersIdentity } from '../shared/pki/enrolmentAnswer.ts';
import { identityText, readIdentityText } from '../shared/pki/identityText.ts';
import { writeDurably } from '../shared/storage/durableFile.ts';

const fileOf = (folder: string): string => join(folder, 'headquarters.json');

/** Whether there is a headquarters in a folder: its identity is what founding writes last. */
export const isFounded = (folder: string): boolean => existsSync(fileOf(folder));

/** What every branch may know of a headquarters, as its folder has it. */
export const readIdentity = (folder: string): HeadquartersIdentity =>
  readIdentityText(readFileSync(fileOf(folder), 'utf8'));

export const writeIdentity = (folder: string, identity: HeadquartersIdentity): void =>
  writeDurably(fileOf(folder), identityText(identity), 0o644);
