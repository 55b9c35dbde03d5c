import { mm } from './page.ts';
import type { OpenedPdf, Raster } from './rasterise.ts';

/** For tests: whether a rectangle of a rasterised page, in mm from the top left, has any ink. */
export function inkIn(
  raster: Raster,
  dpi: number,
  box: { x: number; y: number; width: number; height: number },
): boolean {
  const pixels = (length: number) => Math.round((mm(length) * dpi) / 72);
  const right = Math.min(raster.width, pixels(box.x + box.width));
  const bottom = Math.min(raster.height, pixels(box.y + box.height));
  for (let y = pixels(box.y); y < bottom; y += 1) {
    for (let x = pixels(box.x); x < right; x += 1) {
      if ((raster.data[(y * raster.width + x) * raster.channels] ?? 255) < 250) return true;
    }
  }
  return false;
}

/** For tests: whether anything is printed within `margin` mm of an edge of an A4 page. */
export async function inkInMargins(pdf: OpenedPdf, page: number, margin: number): Promise<boolean> {
  const dpi = 100;
  const raster = await pdf.rasterise(page, { dpi, grey: true });
  return [
    { x: 0, y: 0, width: 210, height: margin },
    { x: 0, y: 297 - margin, width: 210, height: margin },
    { x: 0, y: 0, width: margin, height: 297 },
    { x: 210 - margin, y: 0, width: margin, height: 297 },
  ].some((box) => inkIn(raster, dpi, box));
}
