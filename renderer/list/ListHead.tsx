import { useTranslation } from 'react-i18next';
import type { ListColumn } from './DataList.tsx';
import type { Sort } from './useListState.ts';

interface ListHeadProps<Row> {
  columns: readonly ListColumn<Row>[];
  ticks: boolean;
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
}

/** The head that stays: names of the columns, and their order where the server can give it. */
export function ListHead<Row>({ columns, ticks, sort, onSort }: ListHeadProps<Row>) {
  const { t } = useTranslation();
  return (
    <div role="rowgroup" className="sk-head">
      <div role="row" aria-rowindex={1} className="sk-row-head">
        {ticks ? (
          <div role="columnheader" className="sk-cell">
            <span className="sk-hidden">{t('parts.list.tick')}</span>
          </div>
        ) : null}
        {columns.map((column) => {
          const sorted = sort?.by === column.key ? (sort.descending ? 'descending' : 'ascending') : undefined;
          return (
            <div
              key={column.key}
              role="columnheader"
              className="sk-cell"
              data-align={column.align ?? 'start'}
              aria-sort={sorted}
            >
              {column.sortable && onSort ? (
                <button
                  type="button"
                  className="sk-sort"
                  onClick={() => onSort({ by: column.key, descending: sorted === 'ascending' })}
                >
                  {column.title}
                  {sorted ? (
                    <span aria-hidden="true" className="sk-sort-mark">
                      {sorted === 'ascending' ? '▲' : '▼'}
                    </span>
                  ) : null}
                </button>
              ) : (
                column.title
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
