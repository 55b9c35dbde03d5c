/** Order of the P-256 group (FIPS 186-5). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const halfOrder = order >> 1n;

const sOf = (signature: Uint8Array): bigint => BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`);

/**
 * Whether s is in the lower half. For each signature (r, s) the pair (r, n - s) verifies as well; accepting only one of
 * the two keeps a stranger from turning a file into another valid one with another envelope hash, which would look
 * like a fork.
 */
export function hasLowS(signature: Uint8Array): boolean {
  return sOf(signature) <= halfOrder;
}

/** The same signature with s in the lower half. */
export function withLowS(signature: Uint8Array): Uint8Array {
  const s = sOf(signature);
  if (s <= halfOrder) return signature;
  const low = Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex');
  return Buffer.concat([signature.subarray(0, 32), low]);
}
