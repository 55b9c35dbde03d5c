import { useQuery } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../client/api.ts';
import { Refusals } from '../../feedback/Refusals.tsx';
import { ErrorState, LoadingLines } from '../../feedback/states.tsx';
import { useAction } from '../../feedback/useAction.ts';
import { PdfPageView } from '../../paper/PdfPageView.tsx';
import { usePdf } from '../../paper/usePdf.ts';
import type { Agreement, Presentation } from './SigningPage.tsx';
import { StepFrame } from './StepFrame.tsx';
import { useCountdown } from './useCountdown.ts';

const sheetWidth = 840;
/** A page counts as read to its end a few pixels before it: zoomed screens never reach the last one. */
const slack = 6;

/** One page at a time, each to its end and for its time. The branch keeps the time; this only shows it. */
export function ReadingStep({
  agreement,
  presentation,
  onTurned,
  refuse,
}: {
  agreement: Agreement;
  presentation: Presentation;
  onTurned: (presentation: Presentation) => void;
  refuse?: () => void;
}) {
  const { t } = useTranslation();
  const page = Math.min(presentation.pagesRead + 1, presentation.pages);
  const sheet = useRef<HTMLElement>(null);
  const [atEnd, setAtEnd] = useState(false);
  const wait = useCountdown(presentation.minimumPerPage[page - 1] ?? 0, page);
  const document = useQuery({
    ...api.agreements.document.queryOptions({ input: { agreementId: agreement.id } }),
    queryKey: [
      ...api.agreements.document.queryKey({ input: { agreementId: agreement.id } }),
      presentation.documentHash,
    ],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const pdf = usePdf(document.data);
  const [turn, { running, refusals }] = useAction(async () => {
    const { presentationId } = presentation;
    onTurned(await client.agreements.turnPage({ presentationId, page }));
  });
  const look = () => {
    const { current } = sheet;
    if (current && current.scrollHeight > 100) {
      setAtEnd(current.scrollTop + current.clientHeight >= current.scrollHeight - slack);
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: every page begins at its top
  useEffect(() => {
    sheet.current?.scrollTo(0, 0);
    sheet.current?.focus();
    setAtEnd(false);
    look();
  }, [page, pdf.phase]);

  const shown = pdf.phase === 'open' ? pdf.pdf.pages[page - 1] : undefined;
  const ready = atEnd && wait === 0;
  const why = !atEnd
    ? t('agreements.ceremony.reading.scroll')
    : t('agreements.ceremony.reading.wait', { seconds: wait });
  return (
    <>
      <section
        ref={sheet}
        className="sk-ceremony-sheet"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        tabIndex={0}
        aria-label={t('agreements.ceremony.reading.sheet', { page })}
        onScroll={look}
      >
        {document.error || pdf.phase === 'broken' ? (
          <ErrorState error={document.error ?? (pdf.phase === 'broken' ? pdf.error : undefined)} />
        ) : shown ? (
          <PdfPageView
            key={page}
            page={shown}
            width={sheetWidth}
            label={t('agreements.ceremony.reading.sheet', { page })}
          />
        ) : (
          <LoadingLines lines={14} />
        )}
      </section>
      <StepFrame
        title={t('agreements.ceremony.reading.page', { page, total: presentation.pages })}
        {...(refuse ? { refuse } : {})}
        go={
          <>
            <Button
              type={ready ? 'primary' : 'default'}
              size="large"
              block
              loading={running}
              aria-disabled={!ready || undefined}
              className={ready ? undefined : 'sk-barred'}
              onClick={() => {
                if (ready) void turn();
                else sheet.current?.scrollBy({ top: sheet.current.clientHeight - 60, behavior: 'instant' });
              }}
            >
              {t(page === presentation.pages ? 'agreements.ceremony.reading.last' : 'agreements.ceremony.reading.next')}
            </Button>
            <p className="sk-ceremony-why" role="status">
              {ready ? '' : why}
            </p>
          </>
        }
      >
        <Progress
          percent={Math.round((presentation.pagesRead / presentation.pages) * 100)}
          aria-label={t('agreements.ceremony.reading.progress')}
        />
        <Refusals refusals={refusals} />
      </StepFrame>
    </>
  );
}
