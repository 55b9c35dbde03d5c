import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../charts/Chart.tsx';
import { api } from '../client/api.ts';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { Money } from '../format/Money.tsx';
import { wholeYuan } from '../format/text.ts';
import { useAppearance } from '../theme/Appearance.tsx';

const months = 36;
/** Counts are whole or halves: `1`, `2.5`. */
const short = (value: number): string => String(Math.round(value * 10) / 10);

/** Orders per month over the client's own cadence, in a picture, a sentence and a table. */
export function OrdersChart({ clientId }: { clientId: string }) {
  const { t } = useTranslation();
  const { palette } = useAppearance();
  const { data, error, refetch } = useQuery(api.clients.ordersByMonth.queryOptions({ input: { clientId, months } }));
  const option = useMemo(() => {
    if (!data) return {};
    const { cadence } = data;
    return {
      grid: { left: 8, right: 8, top: 12, bottom: 4, containLabel: true },
      xAxis: {
        type: 'category',
        data: data.months.map((each) => each.month),
        axisLine: { lineStyle: { color: palette.hairline } },
        axisTick: { show: false },
        axisLabel: { color: palette.textMeta },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitLine: { lineStyle: { color: palette.hairline } },
        axisLabel: { color: palette.textMeta },
      },
      tooltip: {
        trigger: 'axis',
        backgroundColor: palette.raised,
        borderColor: palette.hairline,
        textStyle: { color: palette.text, fontSize: 12 },
        formatter: (points: readonly { dataIndex: number }[]) => {
          const each = data.months[points[0]?.dataIndex ?? 0];
          return each
            ? `${each.month}　${t('clients.orderCount', { count: each.orders })}　${wholeYuan(each.amount)}`
            : '';
        },
      },
      series: [
        {
          type: 'bar',
          data: data.months.map((each, index) => ({
            value: each.orders,
            // The present month is not over.
            itemStyle: { color: palette.primary, opacity: index === data.months.length - 1 ? 0.45 : 0.9 },
          })),
          barMaxWidth: 14,
          ...(cadence
            ? {
                markArea: {
                  silent: true,
                  itemStyle: { color: palette.primaryTint, opacity: 0.75 },
                  data: [[{ yAxis: cadence.low }, { yAxis: Math.max(cadence.high, cadence.low + 0.05) }]],
                },
                markLine: {
                  silent: true,
                  symbol: 'none',
                  lineStyle: { color: palette.edge, type: 'dashed', width: 1 },
                  label: { show: false },
                  data: [{ yAxis: cadence.median }],
                },
              }
            : {}),
        },
      ],
    };
  }, [data, palette, t]);

  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingLines lines={4} />;
  if (data.dormantFrom === null) return <p className="sk-soft">{t('clients.orders.empty')}</p>;
  const count = data.months.reduce((sum, each) => sum + each.orders, 0);
  const amount = data.months.reduce((sum, each) => sum + each.amount, 0);
  const low = short(data.cadence?.low ?? 0);
  const high = short(data.cadence?.high ?? 0);
  const sentences = [
    t('clients.chart.sentence', { months, count, amount: wholeYuan(amount) }),
    data.cadence
      ? t('clients.chart.cadence', {
          range: low === high ? low : t('clients.chart.range', { low, high }),
          days: Math.round(data.cadence.medianGapDays),
        })
      : t('clients.chart.noCadence'),
  ];
  const silence = t(data.dormant ? 'clients.chart.dormant' : 'clients.chart.dormantFrom', { date: data.dormantFrom });
  return (
    <>
      <p className="sk-soft">
        {sentences.join(' ')} <span className={data.dormant ? 'sk-due-text' : undefined}>{silence}</span>
      </p>
      <Chart
        label={t('clients.chart.label', { text: [...sentences, silence].join(' ') })}
        option={option}
        height={180}
      />
      <details className="sk-figures">
        <summary>{t('clients.chart.table')}</summary>
        <table className="sk-client-table">
          <thead>
            <tr>
              <th scope="col">{t('clients.chart.month')}</th>
              <th scope="col">{t('clients.chart.count')}</th>
              <th scope="col">{t('clients.chart.amount')}</th>
            </tr>
          </thead>
          <tbody>
            {[...data.months].reverse().map((each) => (
              <tr key={each.month}>
                <td className="sk-number">{each.month}</td>
                <td className="sk-number">{each.orders}</td>
                <td>
                  <Money fen={each.amount} whole />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
