import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { tables } from '../../../shared/schema/index.ts';
import type { TableSpec } from '../../../shared/schema/table.ts';
import type { Job } from '../job.ts';
import type { Step } from '../report.ts';

const synced = (Object.values(tables) as readonly TableSpec[]).filter((table) => table.kind === 'domain');

/** Everything sealed into change sets, carried to headquarters, imported, compared row by row, and receipted. */
export const synchronise = (job: Job): Promise<void> =>
  job.recorder.step(
    'sync',
    { zh: '变更包、总部导入、回执', en: 'Seal, import at headquarters, receipt' },
    async (step) => {
      const { office, hq } = job;
      const outbox = join(job.folder, 'outbox');
      mkdirSync(outbox, { recursive: true });
      const sealed = await (await office.as('clerk')).sync.seal({ folder: outbox });
      step.check('sealed and carried', sealed.files.length > 0, `${sealed.files.length} files`);
      step.check(
        'nothing is left waiting',
        sealed.state.waiting.transactions === 0,
        `${sealed.state.waiting.operations} operations`,
      );
      step.produced(outbox);

      const report = await hq.import([outbox]);
      step.check(
        'headquarters took every file',
        report.imported === sealed.files.length && report.refused + report.stopped + report.parked === 0,
        `${report.imported} imported, ${report.refused} refused, ${report.stopped} stopped`,
      );
      compareRows(job, step);
      compareRest(job, step);

      const before = digestOf(job);
      const again = await hq.import([outbox]);
      const same = digestOf(job) === before;
      step.check('a second import changes nothing', again.imported === 0 && same, `${again.known} known files`);

      const branchId = office.branch.identity.id;
      const files = hq
        .receiptsFor(branchId)
        .map((message) => new File([new Uint8Array(message.bytes)], message.fileName));
      const window = await office.as('clerk');
      const { applied, refused, state } = await window.sync.receive({ files });
      step.check('the receipt was applied', applied > 0 && refused === 0, `${applied} applied, ${refused} refused`);
      step.check(
        'nothing is open any more',
        state.firstOpen === null && state.receipted > 0,
        `${state.receipted} receipted`,
      );
      const twice = await window.sync.receive({ files });
      step.check(
        'a second receipt changes nothing',
        twice.applied === 0 && twice.known === files.length,
        `${twice.known} known`,
      );
      step.produced(join(job.folder, 'hq/store.db'));
    },
  );

function compareRows(job: Job, step: Step): void {
  const { office, hq } = job;
  const branchId = office.branch.identity.id;
  let rows = 0;
  const differing: string[] = [];
  for (const { name, columns } of synced) {
    const wanted = ['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', ...Object.keys(columns)];
    const select = `SELECT ${wanted.join(', ')} FROM "${name}" WHERE branchId = ? ORDER BY id`;
    const here = office.branch.registry.reader.prepare(select).all(branchId);
    const there = hq.query(select, branchId);
    rows += here.length;
    if (here.length !== there.length || here.some((row, at) => textOf(row) !== textOf(there[at]))) differing.push(name);
  }
  step.check(
    'rows at headquarters are those of the branch',
    differing.length === 0 && rows > 0,
    differing.length === 0 ? `${rows} rows in ${synced.length} tables` : differing.join(', '),
  );
}

/** Audit events with the chain's head, and attachments byte for byte. */
function compareRest(job: Job, step: Step): void {
  const { office, hq } = job;
  const { registry, identity } = office.branch;
  const there = hq.query<{ sequence: number; hash: Uint8Array | string }>(
    'SELECT sequence, hash FROM auditEvent WHERE branchId = ? ORDER BY sequence DESC LIMIT 1',
    identity.id,
  )[0];
  const here =
    there &&
    (registry.reader.prepare('SELECT sequence, hash FROM auditEvent WHERE sequence = ?').get(there.sequence) as
      | { hash: Uint8Array }
      | undefined);
  step.check(
    'the audit chain arrived',
    there !== undefined && hex(there.hash) === hex(here?.hash ?? ''),
    `${there?.sequence} events`,
  );
  const attachments = registry.reader.prepare('SELECT DISTINCT hash FROM attachment').pluck().all() as string[];
  const whole = attachments.filter((hash) => {
    const bytes = hq.attachment(identity.id, hash);
    return bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === hash;
  });
  step.check(
    'attachments arrived byte for byte',
    whole.length === attachments.length,
    `${whole.length} of ${attachments.length}`,
  );
}

const hex = (bytes: Uint8Array | string): string =>
  typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('hex');

const textOf = (row: unknown): string =>
  JSON.stringify(row, (_, value: unknown) => (value instanceof Uint8Array ? hex(value) : value));

/** All rows of the consolidated tables as one hash. */
function digestOf(job: Job): string {
  const hash = createHash('sha256');
  for (const { name } of synced) {
    for (const row of job.hq.query(`SELECT * FROM "${name}" ORDER BY branchId, id`)) hash.update(textOf(row));
  }
  return hash.digest('hex');
}
