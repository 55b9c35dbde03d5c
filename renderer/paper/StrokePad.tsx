import { Button } from 'antd';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './paper.css';

/** A handwritten signature: strokes of points, y downwards, in CSS pixels of the pad. */
export type Handwriting = readonly (readonly (readonly [x: number, y: number])[])[];

interface StrokePadProps {
  /** Whose signature: 张伟. */
  name: string;
  onChange: (strokes: Handwriting) => void;
  height?: number;
}

/** Drops points that add nothing: nearer than half a pixel to the one before. */
const farEnough = (from: readonly [number, number], to: readonly [number, number]) =>
  Math.hypot(to[0] - from[0], to[1] - from[1]) >= 0.5;
/** A pen that rests would otherwise fill the form. */
const mostPoints = 6_000;

/** A field to sign in by pen, finger or mouse. The signature certificate signs; the handwriting is only its face. */
export function StrokePad({ name, onChange, height = 180 }: StrokePadProps) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<[number, number][] | undefined>(undefined);
  const [strokes, setStrokes] = useState<Handwriting>([]);

  const paint = (all: Handwriting) => {
    const target = canvas.current;
    const context = target?.getContext('2d');
    if (!target || !context) return;
    const ratio = window.devicePixelRatio;
    const width = Math.round(target.clientWidth * ratio);
    if (target.width !== width) {
      target.width = width;
      target.height = Math.round(target.clientHeight * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, target.clientWidth, target.clientHeight);
    context.lineWidth = 2.4;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.strokeStyle = '#1B2A5C';
    for (const stroke of all) {
      const [start, ...rest] = stroke;
      if (!start) continue;
      context.beginPath();
      context.moveTo(...start);
      for (const point of rest) context.lineTo(...point);
      if (rest.length === 0) context.lineTo(start[0] + 0.1, start[1]);
      context.stroke();
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: painting reads nothing but the strokes
  useEffect(() => paint(strokes), [strokes]);

  const change = (next: Handwriting) => {
    setStrokes(next);
    onChange(next);
  };
  const at = (event: PointerEvent): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [Math.round((event.clientX - box.left) * 10) / 10, Math.round((event.clientY - box.top) * 10) / 10];
  };
  const lift = () => {
    const stroke = drawing.current;
    drawing.current = undefined;
    if (stroke) change([...strokes, stroke]);
  };

  return (
    <div className="sk-pad">
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('parts.pad.label', { name })}
        style={{ height }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drawing.current = [at(event)];
        }}
        onPointerMove={(event) => {
          const stroke = drawing.current;
          const last = stroke?.at(-1);
          if (!stroke || !last) return;
          const point = at(event);
          const used = strokes.reduce((sum, each) => sum + each.length, stroke.length);
          if (used < mostPoints && farEnough(last, point)) {
            stroke.push(point);
            paint([...strokes, stroke]);
          }
        }}
        onPointerUp={lift}
        onPointerCancel={lift}
      />
      {strokes.length === 0 ? <p className="sk-pad-hint">{t('parts.pad.hint', { name })}</p> : null}
      <div className="sk-pad-tools">
        <Button size="small" disabled={strokes.length === 0} onClick={() => change(strokes.slice(0, -1))}>
          {t('parts.pad.undo')}
        </Button>
        <Button size="small" disabled={strokes.length === 0} onClick={() => change([])}>
          {t('parts.pad.clear')}
        </Button>
      </div>
    </div>
  );
}
