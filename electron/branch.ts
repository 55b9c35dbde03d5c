import type { RunningClock } from '../shared/domain/clock.ts';
import type { BranchIdentity, Feature, FeatureContext, Job } from './feature.ts';
import { features } from './features.ts';
import type { DeviceKeys } from './registry/keyring.ts';
import { DamagedRegistryError, openRegistry, type Registry } from './registry/registry.ts';
import type { Services } from './services.ts';

/** An open branch: its registry and the services of all its features. Plain Node, no Electron. */
export interface Branch {
  readonly identity: BranchIdentity;
  readonly registry: Registry;
  readonly services: Services;
  readonly clock: RunningClock;
  readonly folder: string;
  readonly keys: DeviceKeys;
  /** Starts what features do by themselves. Not started by tests and tools that want to be alone. */
  startJobs(onFailure: (job: string, error: unknown) => void): void;
  close(): void;
}

export interface BranchOptions {
  readonly folder: string;
  readonly branchId: string;
  readonly keys: DeviceKeys;
  readonly clock: RunningClock;
  /** Written once, when the branch is founded. */
  readonly found?: Omit<BranchIdentity, 'id'> & { readonly city?: string | undefined };
}

/** Opens (or, with `found`, founds) a branch by creating every registered feature over its registry. */
export async function openBranch(options: BranchOptions): Promise<Branch> {
  const registry = await openRegistry({
    folder: options.folder,
    databaseKey: options.keys.databaseKey,
    branchId: options.branchId,
    clock: options.clock,
    create: options.found !== undefined,
    projections: (features as readonly Feature[]).flatMap((feature) => feature.projections ?? []),
  });
  try {
    if (options.found) found(registry, options.branchId, options.found);
    const identity: { -readonly [K in keyof BranchIdentity]: BranchIdentity[K] } = identityOf(
      registry,
      options.branchId,
    );
    // Its names can be changed while the branch is open, here or by headquarters.
    registry.write.onCommitted((touched) => {
      if (touched.has('branch')) Object.assign(identity, identityOf(registry, options.branchId));
    });
    const context: FeatureContext & { services: Partial<Services> } = {
      registry,
      clock: options.clock,
      keys: options.keys,
      branch: identity,
      folder: options.folder,
      services: {} as Services,
    };
    for (const feature of features as readonly Feature[]) Object.assign(context.services, feature.create(context));
    return assemble(context);
  } catch (error) {
    registry.close();
    throw error;
  }
}

function assemble(context: FeatureContext): Branch {
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;
  const schedule = (job: Job, onFailure: (job: string, error: unknown) => void, wait = job.every): void => {
    const timer = setTimeout(async () => {
      timers.delete(timer);
      try {
        await job.run();
      } catch (error) {
        // One that the closing cut off has not failed: what it was about to write is whole or not there.
        if (!closed) onFailure(job.name, error);
      }
      if (!closed) schedule(job, onFailure);
    }, wait);
    timer.unref();
    timers.add(timer);
  };
  return {
    identity: context.branch,
    registry: context.registry,
    services: context.services,
    clock: context.clock,
    folder: context.folder,
    keys: context.keys,
    startJobs: (onFailure) => {
      for (const feature of features as readonly Feature[]) {
        for (const job of feature.jobs?.(context) ?? []) schedule(job, onFailure, job.atStart ? 0 : job.every);
      }
    },
    close: () => {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      context.registry.close();
    },
  };
}

function found(registry: Registry, branchId: string, given: NonNullable<BranchOptions['found']>): void {
  registry.write.domain(
    { id: 'system', name: '系统' },
    { action: 'branch.found', subject: { kind: 'branch', id: branchId } },
    (tx) => {
      tx.insert('branch', {
        id: branchId,
        code: given.code,
        name: given.name,
        companyName: given.companyName,
        city: given.city ?? null,
        sample: given.sample ? 1 : 0,
      });
    },
  );
}

function identityOf(registry: Registry, branchId: string): BranchIdentity {
  const row = registry.reader.prepare('SELECT * FROM branch WHERE id = ?').get(branchId) as
    | { code: string; name: string; companyName: string; sample: number }
    | undefined;
  if (row === undefined) throw new DamagedRegistryError('the registry does not know its own branch');
  return { id: branchId, code: row.code, name: row.name, companyName: row.companyName, sample: row.sample === 1 };
}
