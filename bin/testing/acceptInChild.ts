import { readFileSync } from 'node:fs';
import { openBranch } from '../../electron/branch.ts';
import { testBranchId, testKeys } from '../../electron/testing/openTestBranch.ts';
import { systemClock } from '../../shared/domain/clock.ts';

/**
 * Child process of the enrolment tests: `acceptInChild.ts BRANCH ANSWER FINGERPRINT STEP`. Takes headquarters' answer on another
 * computer and kills itself at that step.
 */
const [folder = '', answer = '', fingerprint = '', fatal = ''] = process.argv.slice(2);
const keys = { ...testKeys, deviceKey: Buffer.alloc(32, 1) };
const branch = await openBranch({ folder, branchId: testBranchId, keys, clock: systemClock });
branch.services.sync.onStep = (step) => {
  if (step === fatal) process.kill(process.pid, 'SIGKILL');
};
await branch.services.sync.acceptEnrolment({ id: 'clerk', name: '王芳' }, readFileSync(answer), fingerprint);
branch.close();
