import { openBranch } from '../../electron/branch.ts';
import { testBranchId, testKeys } from '../../electron/testing/openTestBranch.ts';
import { systemClock } from '../../shared/domain/clock.ts';

/** Child process of the sealing tests: `sealInChild.ts BRANCH FOLDER STEP COUNT`. Kills itself at that step. */
const [folder = '', target = '', fatal = '', count = '1'] = process.argv.slice(2);
let left = Number(count);
const branch = await openBranch({ folder, branchId: testBranchId, keys: testKeys, clock: systemClock });
branch.services.sync.onStep = (step) => {
  if (step === fatal && --left === 0) process.kill(process.pid, 'SIGKILL');
};
await branch.services.sync.seal({ id: 'clerk', name: '王芳' }, target);
branch.close();
