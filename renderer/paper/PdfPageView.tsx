import { useEffect, useRef, useState } from 'react';
import type { PdfPage } from './pdf.ts';

const cssDotsPerInch = 96;
const millimetresPerInch = 25.4;

/** One page as it will come out (without a label: only a picture beside its number), `width` CSS pixels wide; drawn when it comes into view. */
export function PdfPageView({ page, width, label }: { page: PdfPage; width: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [near, setNear] = useState(false);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    if (!canvas.current) return;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), {
      rootMargin: '600px 0px',
    });
    watcher.observe(canvas.current);
    return () => watcher.disconnect();
  }, []);
  useEffect(() => {
    const target = canvas.current;
    if (!near || !target) return;
    let wanted = true;
    const naturalWidth = (page.width / millimetresPerInch) * cssDotsPerInch;
    const dpi = cssDotsPerInch * (width / naturalWidth) * Math.max(1, window.devicePixelRatio);
    const off = document.createElement('canvas');
    page.draw(off, dpi, 'display').then(
      () => {
        if (!wanted) return;
        target.width = off.width;
        target.height = off.height;
        target.getContext('2d')?.drawImage(off, 0, 0);
        setDrawn(true);
      },
      // The document was closed while the page was being drawn.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [near, page, width]);
  return (
    <canvas
      ref={canvas}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
      className="sk-sheet"
      data-drawn={drawn || undefined}
      style={{ width, height: (width / page.width) * page.height }}
    />
  );
}
