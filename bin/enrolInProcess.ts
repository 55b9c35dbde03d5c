import type { Branch } from '../electron/branch.ts';
import type { Actor } from '../electron/registry/unitOfWork.ts';
import type { Headquarters } from '../hq/headquarters.ts';
import { formatFingerprint } from '../shared/pki/certificate.ts';

/**
 * Joins a branch to a headquarters of the same process: the very files that would be carried, with both fingerprints
 * compared. For the demo, measurements and tests. @throws RefusalError for a sample branch
 */
export async function enrolInProcess(branch: Branch, headquarters: Headquarters, actor: Actor): Promise<void> {
  const { file, fingerprint } = await branch.services.sync.requestEnrolment(actor);
  const request = new Uint8Array(await file.arrayBuffer());
  const { answer } = await headquarters.enrol(request, { fingerprint });
  const rootFingerprint = formatFingerprint(headquarters.rootFingerprint);
  await branch.services.sync.acceptEnrolment(actor, answer, rootFingerprint);
}
