import type { HostOptions } from '../host/host.ts';

/** The sample data, loaded only by a branch that is to have it. */
export const fillSampleWhenAsked: NonNullable<HostOptions['fillSample']> = async (branch, clock) => {
  const { fillSample } = await import('./fillSample.ts');
  await fillSample(branch, clock);
};
