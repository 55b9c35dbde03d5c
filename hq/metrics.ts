import type { HeadquartersStatus } from './status.ts';

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const line = (name: string, { labels = {}, value }: Sample): string => {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
};

const metric = (name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]): string =>
  [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((sample) => line(name, sample))].join('\n');

/** The state of headquarters for a monitor (Prometheus text format 0.0.4). No name of a person or a client is in it. */
export function metricsText(status: HeadquartersStatus): string {
  const perBranch = (value: (branch: HeadquartersStatus['branches'][number]) => number): Sample[] =>
    status.branches.map((branch) => ({
      labels: { branch: branch.branchId, code: branch.code ?? '' },
      value: value(branch),
    }));
  const last = (branch: HeadquartersStatus['branches'][number]): number =>
    Math.max(0, ...branch.incarnations.map(({ lastSealedAt }) => lastSealedAt ?? 0));
  return [
    metric('shouke_hq_imported_files_total', 'counter', 'Change sets applied.', [{ value: status.importedFiles }]),
    metric('shouke_hq_refused_files_total', 'counter', 'Files refused.', [{ value: status.refusedFiles }]),
    metric('shouke_hq_parked_files', 'gauge', 'Files that wait for others.', [{ value: status.parkedFiles }]),
    metric('shouke_hq_unknown_operations', 'gauge', 'Operations that wait for an update of this program.', [
      { value: status.unknownOperations },
    ]),
    metric('shouke_hq_quarantined', 'gauge', 'Rows and files that wait for a person.', [{ value: status.quarantined }]),
    metric('shouke_hq_open_alarms', 'gauge', 'Signs of tampering that nobody has dealt with.', [
      { value: status.openAlarms },
    ]),
    metric('shouke_hq_tree_size', 'gauge', 'Leaves of the tree of envelope hashes.', [{ value: status.treeSize }]),
    metric(
      'shouke_hq_branch_stopped',
      'gauge',
      '1 where a branch is stopped.',
      perBranch(({ stoppedFor }) => (stoppedFor === null ? 0 : 1)),
    ),
    metric(
      'shouke_hq_branch_last_sealed_seconds',
      'gauge',
      'When the newest imported change set was sealed, Unix time; 0 before the first.',
      perBranch((branch) => Math.floor(last(branch) / 1000)),
    ),
    '',
  ].join('\n');
}
