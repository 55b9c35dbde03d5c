import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useAppearance } from '../theme/Appearance.tsx';

use([BarChart, LineChart, GridComponent, TooltipComponent, MarkAreaComponent, MarkLineComponent, SVGRenderer]);

interface ChartProps {
  /** What the picture says, in a sentence: for those who do not see it. A table of the figures belongs beside it. */
  label: string;
  option: EChartsCoreOption;
  /** Pixels. */
  height: number;
}

/** A chart in the colours of the theme. It follows the width of its place and moves only where motion is wanted. */
export function Chart({ label, option, height }: ChartProps) {
  const { palette, still } = useAppearance();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init>>(undefined);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = init(element, null, { renderer: 'svg' });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.dispose();
      chart.current = undefined;
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(
      {
        animation: !still,
        animationDuration: 120,
        textStyle: { fontFamily: 'inherit', fontSize: 12, color: palette.textMeta },
        tooltip: {
          trigger: 'axis',
          backgroundColor: palette.raised,
          borderColor: palette.hairline,
          textStyle: { color: palette.text, fontSize: 12 },
          axisPointer: { type: 'shadow', shadowStyle: { color: palette.hover } },
        },
        ...option,
      },
      { notMerge: true },
    );
  }, [option, palette, still]);

  return <div ref={place} role="img" aria-label={label} className="sk-chart" style={{ height }} />;
}
