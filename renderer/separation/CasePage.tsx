import { SafetyCertificateOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { type KeyboardEvent, useContext, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { handoverMachine } from '../../shared/domain/states/handoverTrack.ts';
import { useMay } from '../access/session.ts';
import { api } from '../client/api.ts';
import { RowLinksContext } from '../feedback/links.ts';
import { EmptyState, ErrorState, LoadingLines, Notice } from '../feedback/states.tsx';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { StatusTag } from '../format/StatusDot.tsx';
import { FormPreview, type FormSubject } from '../forms/FormPreview.tsx';
import type { FormKind } from '../forms/forms.ts';
import { useHotkey } from '../keys/useHotkey.ts';
import { moved } from '../list/pages.ts';
import { DetailPage, type Fact } from '../record/DetailPage.tsx';
import { Panel } from '../record/Panel.tsx';
import { useWords } from '../words/language.ts';
import { CaseLanes } from './CaseLanes.tsx';
import { AnswersPanel, PaperPanel, WaitingCard } from './CaseRail.tsx';
import { CaseSteps } from './CaseSteps.tsx';
import { CaseTimeline } from './CaseTimeline.tsx';
import { EvidenceButton } from './EvidenceButton.tsx';
import { FormsSection } from './FormsSection.tsx';
import { type Filter, filters } from './grouping.ts';
import { HandoverList } from './HandoverList.tsx';
import { ItemPanel } from './ItemPanel.tsx';
import { LegalPanel } from './LegalPanel.tsx';
import { LetterDialog } from './LetterDialog.tsx';
import { type LetterFilter, LettersSection, letterFilters } from './LettersSection.tsx';
import { ManagerDialog } from './ManagerDialog.tsx';
import './separation.css';
import { toneOfHandover } from './TrackBars.tsx';

const tabs = ['items', 'letters', 'forms', 'timeline'] as const;
type Tab = (typeof tabs)[number];

/** One separation from notice to settlement: its three lanes, what is handed over, who has to act, and its papers. */
export function CasePage() {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const navigate = useNavigate();
  const links = useContext(RowLinksContext);
  const [params, setParams] = useSearchParams();
  const [preview, setPreview] = useState<FormSubject>();
  const [movingManager, setMovingManager] = useState(false);
  const input = { caseId: id };
  const { data: row, error, refetch } = useQuery(api.separation.get.queryOptions({ input }));
  const items = useQuery(api.separation.items.queryOptions({ input }));
  const { data: letters = [] } = useQuery(api.separation.letters.queryOptions({ input }));
  const maySeeForms = may('form.view') !== undefined && row?.sight === 'whole';
  const { data: forms = [] } = useQuery({ ...api.forms.ofCase.queryOptions({ input }), enabled: maySeeForms });

  const put = (changes: Readonly<Record<string, string | undefined>>) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value === undefined) after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      { replace: true },
    );
  const print = (kind: FormKind) => setPreview({ issue: kind, subjectIds: [id] });
  useHotkey('Mod+P', () => print('handoverTable'), {
    enabled: may('form.print') !== undefined && preview === undefined,
  });

  // What stands in the way is an item of this very case: the link leads to its line.
  const caseLinks = useMemo(
    () => ({ ...links, handoverItem: (itemId: string) => `/separation/${id}?item=${itemId}` }),
    [links, id],
  );

  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!row) return <LoadingLines lines={12} />;
  const whole = row.sight === 'whole';
  const shownTabs = tabs.filter((tab) => whole || tab === 'items' || tab === 'letters');
  const itemId = params.get('item') ?? undefined;
  const chosen = items.data?.find((item) => item.id === itemId);
  const letter = letters.find((each) => each.id === params.get('letter'));
  const tab: Tab = shownTabs.find((each) => each === params.get('tab')) ?? 'items';
  const filter = filters.find((each) => each === params.get('show')) ?? 'all';
  const letterFilter = letterFilters.find((each) => each === params.get('letters')) ?? 'all';
  const setFilter = (next: Filter) => put({ show: next === 'all' ? undefined : next });
  const show = (next: Filter) => put({ tab: undefined, item: undefined, show: next });
  const showLetters = (next: LetterFilter) => put({ tab: 'letters', letters: next === 'all' ? undefined : next });
  const openLetter = (letterId: string) => put({ letter: letterId });
  const employeePage = links.employee?.(row.employee.id);

  const facts: Fact[] = [
    { label: t('separation.facts.number'), value: <span className="sk-number">{row.number}</span> },
    { label: t('separation.facts.position'), value: row.position || '—' },
    { label: t('separation.facts.end'), value: <BusinessDate date={row.end} near="both" /> },
    {
      label: t('separation.columns.due'),
      value: <BusinessDate date={row.handoverDue} due={row.waiting !== null} />,
    },
    {
      label: t('separation.facts.manager'),
      value: (
        <>
          {row.manager?.name ?? t('separation.facts.noManager')}
          {whole && may('separation.settle') && row.waiting !== null ? (
            <button type="button" className="sk-plain" onClick={() => setMovingManager(true)}>
              {t('separation.moveManager.open')}
            </button>
          ) : null}
        </>
      ),
    },
    ...(row.supervisor ? [{ label: t('separation.facts.supervisor'), value: row.supervisor.name }] : []),
  ];
  // Before the list is made nothing has been counted: that is not nought.
  const listed = row.totals.items > 0;
  const stake: Fact[] = [
    { label: t('separation.facts.clients'), value: listed ? row.totals.clients : '—' },
    { label: t('separation.facts.openOrders'), value: listed ? row.totals.openOrders : '—' },
    {
      label: t('separation.columns.receivable'),
      value: listed ? <Money fen={row.totals.receivable} whole /> : '—',
    },
    ...(row.totals.disputed > 0
      ? [
          {
            label: t('separation.columns.disputed'),
            value: (
              <span className="sk-due-ink">
                <Money fen={row.totals.disputed} whole />
              </span>
            ),
          },
        ]
      : []),
  ];

  return (
    <RowLinksContext value={caseLinks}>
      <DetailPage
        kind={`${t('separation.area')} · ${t(`separation.kind.${row.kind}`)}`}
        title={employeePage ? <Link to={employeePage}>{row.employee.name}</Link> : row.employee.name}
        status={<StatusTag tone={toneOfHandover(row)}>{words(handoverMachine.states[row.handoverState])}</StatusTag>}
        facts={facts}
        stake={stake}
        back="/separation"
        actions={
          whole ? (
            <>
              {row.nonCompeteId && may('nonCompete.view') ? (
                <Button
                  icon={<SafetyCertificateOutlined aria-hidden="true" />}
                  onClick={() => void navigate(`/aftercare/${row.nonCompeteId}`)}
                >
                  {t('separation.toNonCompete')}
                </Button>
              ) : null}
              <EvidenceButton caseId={row.id} />
            </>
          ) : null
        }
        notices={
          whole ? (
            row.handoverState === 'returned' && row.returnReason ? (
              <Notice tone="overdue">{t('separation.returnedFor', { reason: row.returnReason })}</Notice>
            ) : null
          ) : (
            <Notice>{t('separation.onlyYours')}</Notice>
          )
        }
        lead={<CaseLanes row={row} />}
        rail={
          <>
            {chosen && tab === 'items' ? (
              <ItemPanel
                key={chosen.id}
                row={row}
                item={chosen}
                letter={letters.find((each) => each.client.id === chosen.clientId)}
                recordLetter={openLetter}
                close={() => put({ item: undefined })}
              />
            ) : null}
            <WaitingCard row={row} />
            {whole ? (
              <>
                <Panel title={t('separation.steps')}>
                  <CaseSteps row={row} items={items.data ?? []} show={show} />
                </Panel>
                <AnswersPanel letters={letters} show={showLetters} />
                <LegalPanel row={row} certificatePrinted={forms.some((form) => form.kind === 'leaveCertificate')} />
                {maySeeForms ? (
                  <PaperPanel
                    row={row}
                    forms={forms}
                    letters={letters}
                    print={print}
                    showLetters={() => showLetters('all')}
                  />
                ) : null}
              </>
            ) : null}
          </>
        }
      >
        <Tabs
          tabs={shownTabs.map((key) => ({
            key,
            label: t(`separation.tab.${key}`),
            ...(key === 'items' ? { count: row.totals.items } : {}),
            ...(key === 'letters' ? { count: letters.length } : {}),
            ...(key === 'forms' ? { count: forms.length } : {}),
          }))}
          chosen={tab}
          choose={(next) => put({ tab: next === 'items' ? undefined : next })}
        />
        <div
          role="tabpanel"
          id="case-panel"
          className="sk-case-panel"
          data-tab={tab}
          aria-labelledby={`case-tab-${tab}`}
        >
          {tab === 'items' ? (
            items.error ? (
              <ErrorState error={items.error} retry={() => void items.refetch()} />
            ) : !items.data ? (
              <LoadingLines lines={8} />
            ) : items.data.length === 0 ? (
              <Panel>
                <EmptyState
                  what={t(row.handoverState === 'submitted' ? 'separation.list.notYet' : 'separation.list.nothing')}
                  first={t(
                    row.handoverState === 'submitted' ? 'separation.list.notYetNext' : 'separation.list.nothingNext',
                  )}
                />
              </Panel>
            ) : (
              <HandoverList
                row={row}
                items={items.data}
                letters={letters}
                filter={filter}
                setFilter={setFilter}
                chosen={itemId}
                choose={(next) => put({ item: next })}
              />
            )
          ) : tab === 'letters' ? (
            <LettersSection
              row={row}
              letters={letters}
              filter={letterFilter}
              setFilter={showLetters}
              open={openLetter}
            />
          ) : tab === 'forms' ? (
            <FormsSection caseId={row.id} forms={forms} />
          ) : (
            <CaseTimeline caseId={row.id} />
          )}
        </div>
      </DetailPage>
      {letter && preview === undefined ? (
        <LetterDialog
          key={letter.id}
          row={row}
          letter={letter}
          preview={setPreview}
          close={() => put({ letter: undefined })}
        />
      ) : null}
      {preview ? <FormPreview subject={preview} close={() => setPreview(undefined)} /> : null}
      {movingManager ? <ManagerDialog row={row} close={() => setMovingManager(false)} /> : null}
    </RowLinksContext>
  );
}

/** Tabs on the page's own scroll: what is below them may stick to its top. */
function Tabs<K extends string>({
  tabs: all,
  chosen,
  choose,
}: {
  tabs: readonly { readonly key: K; readonly label: string; readonly count?: number }[];
  chosen: K;
  choose: (key: K) => void;
}) {
  const bar = useRef<HTMLDivElement>(null);
  const { t } = useTranslation();
  const onKeyDown = (event: KeyboardEvent) => {
    const at = all.findIndex((tab) => tab.key === chosen);
    const key = { ArrowRight: 'ArrowDown', ArrowLeft: 'ArrowUp' }[event.key] ?? event.key;
    const to = moved(key, at, all.length, 1);
    const next = to === undefined ? undefined : all[to];
    if (!next || event.key.startsWith('Page')) return;
    event.preventDefault();
    choose(next.key);
    bar.current?.querySelector<HTMLElement>(`#case-tab-${next.key}`)?.focus();
  };
  return (
    <div ref={bar} role="tablist" aria-label={t('separation.area')} className="sk-case-tabs" onKeyDown={onKeyDown}>
      {all.map((tab) => (
        <button
          key={tab.key}
          type="button"
          role="tab"
          id={`case-tab-${tab.key}`}
          aria-selected={tab.key === chosen}
          aria-controls="case-panel"
          tabIndex={tab.key === chosen ? 0 : -1}
          onClick={() => choose(tab.key)}
        >
          {tab.label}
          {tab.count === undefined ? null : <span className="sk-chip-count">{tab.count.toLocaleString('en')}</span>}
        </button>
      ))}
    </div>
  );
}
