import {
  AlertOutlined,
  BankOutlined,
  CheckSquareOutlined,
  CloudSyncOutlined,
  EditOutlined,
  FileDoneOutlined,
  FolderOpenOutlined,
  IdcardOutlined,
  MailOutlined,
  PhoneOutlined,
  SwapOutlined,
  UserSwitchOutlined,
} from '@ant-design/icons';
import { type ComponentType, type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Client } from '../../shared/contract/index.ts';
import { useToday } from '../client/branch.ts';
import { useRowLink } from '../feedback/links.ts';
import { BusinessDate } from '../format/BusinessDate.tsx';
import { Money } from '../format/Money.tsx';
import { isComposing } from '../keys/combo.ts';
import { useHotkey } from '../keys/useHotkey.ts';
import { useWords } from '../words/language.ts';

export type Today = Awaited<ReturnType<Client['workbench']['today']>>;
type Task = Today['tasks'][number];

const icons: Readonly<Record<Task['kind'], ComponentType>> = {
  sign: EditOutlined,
  verify: IdcardOutlined,
  review: CheckSquareOutlined,
  receiver: UserSwitchOutlined,
  handOver: SwapOutlined,
  settle: FileDoneOutlined,
  certificate: FileDoneOutlined,
  transfer: FolderOpenOutlined,
  payment: BankOutlined,
  followUp: PhoneOutlined,
  alarm: AlertOutlined,
  sync: CloudSyncOutlined,
  letter: MailOutlined,
};

const groups = ['overdue', 'today', 'thisWeek'] as const;

/** Where a matter is dealt with when no page of its own is there: the list of its area. */
const areas: Readonly<Record<string, string>> = {
  separationCase: '/separation',
  employment: '/people',
  nonCompete: '/aftercare',
  client: '/clients',
  alarm: '/alarms',
  changeSet: '/sync',
};

/** The list of the day: one line, one matter, one page. Arrows move, Enter opens. */
export function TaskList({ tasks }: { tasks: readonly Task[] }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const lines = () => [...(box.current?.querySelectorAll<HTMLAnchorElement>('a.sk-task') ?? [])];
  const move = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent) || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = lines();
    const focused = document.activeElement;
    const at = focused instanceof HTMLAnchorElement ? all.indexOf(focused) : -1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined || to < 0) return;
    event.preventDefault();
    all[to]?.focus();
  };
  // From anywhere on the page the list is one key away.
  useHotkey('ArrowDown', () => lines()[0]?.focus(), { inFields: false });

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links inside have the focus; this only moves it
    <div ref={box} className="sk-tasks" onKeyDown={move}>
      {groups.map((when) => {
        const those = tasks.filter((task) => task.when === when);
        if (those.length === 0) return null;
        return (
          <section
            key={when}
            aria-label={t('workbench.group', { name: t(`workbench.when.${when}`), count: those.length })}
          >
            <h2 className="sk-tasks-when" data-when={when}>
              {t(`workbench.when.${when}`)}
              <span className="sk-tasks-count">{those.length}</span>
            </h2>
            <ul>
              {those.map((task) => (
                <li key={task.key}>
                  <TaskLine task={task} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function TaskLine({ task }: { task: Task }) {
  const { t } = useTranslation();
  const today = useToday();
  const words = useWords();
  const linkOf = useRowLink();
  const Icon = icons[task.kind];
  const to = linkOf(task.target.table, task.target.id) ?? areas[task.target.table] ?? '/workbench';
  return (
    <Link to={to} className="sk-task" data-when={task.when}>
      <span className="sk-task-icon" aria-hidden="true">
        <Icon />
      </span>
      <span className="sk-task-what">
        <span className="sk-task-title">
          <strong>{words(task.title)}</strong>
          {task.who ? <span className="sk-task-who">{task.who}</span> : null}
        </span>
        <span className="sk-task-why">{words(task.why)}</span>
      </span>
      <span className="sk-task-stake">
        {task.amount > 0 ? <Money fen={task.amount} whole strong /> : null}
        {task.clients > 1 ? <span className="sk-meta">{t('workbench.clients', { count: task.clients })}</span> : null}
      </span>
      <span className="sk-task-due">
        {task.due === null ? (
          <span className="sk-meta">{t('workbench.noDate')}</span>
        ) : task.when === 'today' && task.due > today ? (
          <>
            <span data-tone="due">{t('workbench.doToday')}</span>
            <span className="sk-meta">{t('workbench.dueBy', { date: task.due })}</span>
          </>
        ) : (
          <BusinessDate date={task.due} near="only" due />
        )}
      </span>
      <span className="sk-task-go" aria-hidden="true">
        {t(`workbench.go.${task.kind}`)}
      </span>
    </Link>
  );
}
