import type { RunningClock } from '../shared/domain/clock.ts';
import type { DeviceKeys } from './registry/keyring.ts';
import type { Registry } from './registry/registry.ts';
import type { Projection } from './registry/unitOfWork.ts';
import type { Services } from './services.ts';

/** Which branch this registry belongs to. */
export interface BranchIdentity {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly companyName: string;
  readonly sample: boolean;
}

/** What a feature gets when a branch opens. Other features are reached only through `services`. */
export interface FeatureContext {
  readonly registry: Registry;
  readonly clock: RunningClock;
  readonly keys: DeviceKeys;
  readonly branch: BranchIdentity;
  /** The data folder of the branch. */
  readonly folder: string;
  /** Filled while features are created: use it when called, not while being created. */
  readonly services: Services;
}

/** Something that a feature does by itself while the branch is open. */
export interface Job {
  readonly name: string;
  /** Milliseconds between the end of one run and the start of the next. */
  readonly every: number;
  /** Run once as soon as the branch is open, too. */
  readonly atStart?: boolean;
  run(): void | Promise<void>;
}

/**
 * What a feature brings to a branch, in one place: its service, the derived tables it keeps, its jobs. Its tables are in
 * `shared/schema`, its contract and permissions in `shared/contract`, its routes beside its service, its pages in
 * `renderer`. `branch.ts` iterates over the features; a module of its own is one more of them.
 */
export interface Feature<S extends Partial<Services> = Partial<Services>> {
  readonly name: string;
  readonly projections?: readonly Projection[];
  create(context: FeatureContext): S;
  jobs?(context: FeatureContext): readonly Job[];
}
