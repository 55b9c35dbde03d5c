import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/session.ts';
import { api } from '../client/api.ts';
import { EmptyState } from '../feedback/states.tsx';
import { Money } from '../format/Money.tsx';
import { FormPreview } from '../forms/FormPreview.tsx';
import { DataList, type ListColumn } from '../list/DataList.tsx';
import { LetterDot } from './HandoverLine.tsx';
import './separation.css';
import type { CaseDetail, Letter } from './states.ts';

export const letterFilters = ['all', 'draft', 'printed', 'signed', 'disputed', 'refused', 'unreachable'] as const;
export type LetterFilter = (typeof letterFilters)[number];
const passes = (letter: Letter, filter: LetterFilter): boolean =>
  filter === 'all' || (filter === 'disputed' ? letter.disputed : letter.state === filter);

/** Letters that go through the printer at once; more would be a stack nobody can hold. */
const mostAtOnce = 50;

/** The confirmation letters of a case: printed in stacks, and each with what the client answered. */
export function LettersSection({
  row,
  letters,
  filter,
  setFilter,
  open,
}: {
  row: CaseDetail;
  letters: readonly Letter[];
  filter: LetterFilter;
  setFilter: (filter: LetterFilter) => void;
  open: (letterId: string) => void;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const [printing, setPrinting] = useState<readonly string[]>();
  const shown = letters.filter((letter) => passes(letter, filter));
  const drafts = letters.filter((letter) => letter.state === 'draft');
  const mayPrint = may('form.print') !== undefined;
  const print = (chosen: readonly Letter[]) =>
    setPrinting(
      chosen
        .filter((letter) => letter.state === 'draft')
        .slice(0, mostAtOnce)
        .map((letter) => letter.id),
    );
  const columns: ListColumn<Letter>[] = [
    {
      key: 'client',
      title: t('separation.columns.client'),
      track: 'minmax(180px, 1fr)',
      render: (letter) => letter.client.name,
    },
    {
      key: 'number',
      title: t('separation.columns.formNumber'),
      track: '244px',
      spare: true,
      render: (letter) => <span className="sk-meta sk-number">{letter.formNumber ?? '—'}</span>,
    },
    {
      key: 'balance',
      title: t('separation.columns.balance'),
      track: '104px',
      align: 'end',
      render: (letter) => <Money fen={letter.balance} />,
    },
    {
      key: 'confirmed',
      title: t('separation.columns.confirmed'),
      track: '104px',
      align: 'end',
      render: (letter) =>
        letter.confirmedBalance === null ? (
          <span className="sk-soft">—</span>
        ) : (
          <span className={letter.confirmedBalance === letter.balance ? undefined : 'sk-due-ink'}>
            <Money fen={letter.confirmedBalance} />
          </span>
        ),
    },
    {
      key: 'state',
      title: t('separation.columns.answer'),
      track: '108px',
      render: (letter) => <LetterDot letter={letter} />,
    },
  ];
  return (
    <div className="sk-letters">
      <div className="sk-items-tools">
        <fieldset className="sk-chips">
          <legend className="sk-hidden">{t('parts.list.filters')}</legend>
          {letterFilters.map((each) => {
            const count = letters.filter((letter) => passes(letter, each)).length;
            return count === 0 && each !== 'all' && each !== filter ? null : (
              <button
                key={each}
                type="button"
                className="sk-chip"
                aria-pressed={filter === each}
                data-tone={
                  each === 'refused' ? 'overdue' : each === 'disputed' || each === 'unreachable' ? 'due' : undefined
                }
                onClick={() => setFilter(each)}
              >
                {t(each === 'all' ? 'separation.filter.all' : `separation.letter.${each}`)}
                <span className="sk-chip-count">{count.toLocaleString('en')}</span>
              </button>
            );
          })}
        </fieldset>
        {mayPrint && drafts.length > 0 ? (
          <Button
            type="primary"
            size="small"
            icon={<PrinterOutlined aria-hidden="true" />}
            onClick={() => print(drafts)}
          >
            {drafts.length > mostAtOnce
              ? t('separation.letters.printSome', { count: mostAtOnce, all: drafts.length })
              : t('separation.letters.printAll', { count: drafts.length })}
          </Button>
        ) : null}
      </div>
      <div className="sk-letters-list">
        <DataList<Letter>
          label={t('separation.tab.letters')}
          source={{
            key: [...api.separation.letters.key({ input: { caseId: row.id } }), filter, letters],
            load: async ({ offset, limit }) => ({ rows: shown.slice(offset, offset + limit), total: shown.length }),
          }}
          columns={columns}
          rowId={(letter) => letter.id}
          open={(letter) => open(letter.id)}
          {...(mayPrint
            ? {
                selectionBar: (selection) => {
                  const unprinted = selection.rows.filter((letter) => letter.state === 'draft');
                  return unprinted.length > 0 ? (
                    <Button
                      type="primary"
                      icon={<PrinterOutlined aria-hidden="true" />}
                      onClick={() => print(unprinted)}
                    >
                      {t('separation.letters.printAll', { count: Math.min(mostAtOnce, unprinted.length) })}
                    </Button>
                  ) : (
                    <span className="sk-soft">{t('separation.letters.allPrinted')}</span>
                  );
                },
              }
            : {})}
          empty={
            <EmptyState
              what={t(letters.length === 0 ? 'separation.letters.none' : 'parts.list.nothing')}
              first={t(letters.length === 0 ? 'separation.letters.noneNext' : 'parts.list.nothingNext')}
            />
          }
        />
      </div>
      {printing ? (
        <FormPreview
          subject={{ issue: 'confirmationLetter', subjectIds: printing, caseId: row.id }}
          close={() => setPrinting(undefined)}
        />
      ) : null}
    </div>
  );
}
