/** What the first bytes of a file say it is. Sizes in pixels as declared, before anything is decoded. */
export type ScanFormat =
  | { readonly kind: 'pdf' }
  | { readonly kind: 'image'; readonly width: number; readonly height: number }
  | { readonly kind: 'damagedImage' }
  | { readonly kind: 'unknown' };

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PDF_HEADER_WITHIN = 1024;

function pngSize(view: DataView): ScanFormat {
  if (view.byteLength < 33) return { kind: 'damagedImage' };
  return { kind: 'image', width: view.getUint32(16), height: view.getUint32(20) };
}

/** Start-of-frame markers of JPEG (ITU T.81 table B.1): C0 to CF but for C4, C8 and CC. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpegSize(view: DataView): ScanFormat {
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return { kind: 'damagedImage' };
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
    } else if (isFrame(marker)) {
      return { kind: 'image', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else {
      const length = view.getUint16(at + 2);
      if (length < 2) return { kind: 'damagedImage' };
      at += 2 + length;
    }
  }
  return { kind: 'damagedImage' };
}

/** Recognises PDF, PNG and JPEG by content; names and extensions are not trusted. */
export function recognise(bytes: Uint8Array): ScanFormat {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (PNG.every((byte, index) => bytes[index] === byte)) return pngSize(view);
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return jpegSize(view);
  const head = Buffer.from(bytes.subarray(0, PDF_HEADER_WITHIN)).toString('latin1');
  return head.includes('%PDF-') ? { kind: 'pdf' } : { kind: 'unknown' };
}
