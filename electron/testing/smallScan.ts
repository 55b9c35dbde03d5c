/** The least that passes for a scan: the head and the end of a PNG. */
export function smallScan(): Blob {
  const bytes = new Uint8Array(200);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  bytes.set(new TextEncoder().encode('IEND'), 190);
  return new Blob([bytes]);
}
