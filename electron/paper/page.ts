/** Points per millimetre. */
export const MM = 72 / 25.4;
export const mm = (millimetres: number) => millimetres * MM;

/** ISO 216 A4 in points. */
export const A4 = { width: 595.28, height: 841.89 } as const;

/** Every form keeps at least 15 mm free on all sides: office printers cannot print to the edge, and binders punch. */
export const MARGIN = { left: mm(18), right: mm(18), top: mm(15), bottom: mm(15) } as const;
export const CONTENT_WIDTH = A4.width - MARGIN.left - MARGIN.right;

/** Side of the QR code without its quiet zone. 24 mm keeps a module above two pixels at 100 dpi. */
export const QR_SIDE = mm(24);
