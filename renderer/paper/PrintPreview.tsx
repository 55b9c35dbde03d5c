import { CloseOutlined, PrinterOutlined } from '@ant-design/icons';
import { Button, InputNumber } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Refusals } from '../feedback/Refusals.tsx';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { useAction } from '../feedback/useAction.ts';
import { StatusTag } from '../format/StatusDot.tsx';
import { Hotkey, OwnKeys } from '../keys/OwnKeys.tsx';
import { SampleMark } from '../shell/SampleMark.tsx';
import './paper.css';
import { PdfPageView } from './PdfPageView.tsx';
import { printPages } from './printPages.ts';
import { isPaper, openPaper, type Paper, usePdf } from './usePdf.ts';

interface PrintPreviewProps {
  /** 离职交接表 · 张伟 */
  title: string;
  /** The form as the branch rendered it, or a stack of them. Undefined while it is being made. */
  pdf: Paper | undefined;
  /** What went wrong while it was being made. */
  error?: unknown;
  /** The number on the paper. */
  formNo?: string;
  /** Which reprint this is; 0 or left out for the first print. */
  reprint?: number;
  /**
   * Records the print before the printer's dialog opens; a refusal keeps it shut. Pages that it answers (issued under their
   * number) take the place of those shown, and are what is printed.
   */
  onPrint?: (copies: number) => Promise<unknown>;
  close: () => void;
}

const sheetWidth = 780;
const thumbWidth = 104;

/** Pages exactly as they will come out, then the printer. Ctrl+P prints, Esc leaves. */
export function PrintPreview({ title, pdf, error, formNo, reprint = 0, onPrint, close }: PrintPreviewProps) {
  const { t } = useTranslation();
  const [issued, setIssued] = useState<Paper>();
  const state = usePdf(issued ?? pdf);
  const copiesId = useId();
  const [copies, setCopies] = useState(1);
  const [current, setCurrent] = useState(1);
  const pages = useRef<HTMLDivElement>(null);
  const dialog = useRef<HTMLDivElement>(null);
  const opened = state.phase === 'open' ? state.pdf : undefined;
  const [print, { running, refusals }] = useAction(async () => {
    if (!opened) return;
    const answer = await onPrint?.(copies);
    if (!isPaper(answer)) return printPages(opened, copies);
    const pages = await openPaper(answer);
    try {
      setIssued(answer);
      await printPages(pages, copies);
    } finally {
      pages.close();
    }
  });
  useEffect(() => {
    const before = document.activeElement;
    const root = document.getElementById('root');
    dialog.current?.focus();
    root?.setAttribute('inert', '');
    return () => {
      root?.removeAttribute('inert');
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  const goTo = (number: number) => {
    setCurrent(number);
    pages.current?.querySelector(`[data-page="${number}"]`)?.scrollIntoView({ block: 'start' });
  };

  return createPortal(
    <OwnKeys>
      <Hotkey combo="Mod+P" handle={() => void print()} />
      <Hotkey combo="Escape" handle={close} inFields />
      <div ref={dialog} role="dialog" aria-modal="true" aria-label={title} className="sk-preview-full" tabIndex={-1}>
        <header className="sk-preview-head">
          <h1>{title}</h1>
          {formNo ? <span className="sk-form-no">{formNo}</span> : null}
          {reprint > 0 ? <StatusTag tone="due">{t('parts.print.reprint', { number: reprint })}</StatusTag> : null}
          <SampleMark />
          <div className="sk-preview-tools">
            {opened ? (
              <span className="sk-meta">{t('parts.print.page', { number: current, total: opened.pages.length })}</span>
            ) : null}
            <label className="sk-meta" htmlFor={copiesId}>
              {t('parts.print.copies')}
            </label>
            <InputNumber
              id={copiesId}
              min={1}
              max={20}
              precision={0}
              value={copies}
              onChange={(value) => setCopies(value ?? 1)}
              style={{ width: 64 }}
            />
            <Button
              type="primary"
              icon={<PrinterOutlined />}
              disabled={!opened}
              loading={running}
              onClick={() => void print()}
            >
              {t('parts.print.print')} <kbd className="sk-key sk-key-on">Ctrl+P</kbd>
            </Button>
            <Button icon={<CloseOutlined />} onClick={close}>
              {t('parts.close')}
            </Button>
          </div>
        </header>
        {refusals.length > 0 ? (
          <div className="sk-preview-refusals">
            <Refusals refusals={refusals} />
          </div>
        ) : null}
        {error || state.phase === 'broken' ? (
          <ErrorState error={error ?? (state.phase === 'broken' ? state.error : undefined)} />
        ) : !opened ? (
          <LoadingLines lines={12} />
        ) : (
          <div className="sk-preview-desk">
            <nav className="sk-thumbs" aria-label={t('parts.print.pages')}>
              {opened.pages.map((page) => (
                <button
                  key={page.number}
                  type="button"
                  aria-current={page.number === current ? 'page' : undefined}
                  onClick={() => goTo(page.number)}
                >
                  <PdfPageView page={page} width={thumbWidth} label="" />
                  <span>{t('parts.print.pageNumber', { number: page.number })}</span>
                </button>
              ))}
            </nav>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
            <section ref={pages} className="sk-sheets" tabIndex={0} aria-label={t('parts.print.pages')}>
              {opened.pages.map((page) => (
                <div key={page.number} data-page={page.number}>
                  <PdfPageView
                    page={page}
                    width={sheetWidth}
                    label={t('parts.print.pageNumber', { number: page.number })}
                  />
                </div>
              ))}
            </section>
          </div>
        )}
      </div>
    </OwnKeys>,
    document.body,
  );
}
