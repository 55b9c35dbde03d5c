/** Files below this size all look the same size from outside. */
const smallest = 512;

/**
 * The padded length of `length` bytes: Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and
 * Communication with PURBs", PETS 2019, section 4). At most 12 % larger; only O(log log length) bits of the length show.
 */
export function paddedLength(length: number): number {
  const size = Math.max(length, smallest);
  const exponent = Math.floor(Math.log2(size));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  const unit = 2 ** (exponent - kept);
  return Math.ceil(size / unit) * unit;
}
