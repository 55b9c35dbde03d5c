import { useTranslation } from 'react-i18next';
import type { Client } from '../../shared/contract/index.ts';
import { RefusalLine } from '../feedback/Refusals.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { useWords } from '../words/language.ts';

export type Received = Awaited<ReturnType<Client['sync']['receive']>>;

const tones = { applied: 'finished', known: 'neutral', refused: 'overdue' } as const;

/** Each file for itself: what it changed, or why it was not taken. Refused ones first. */
export function ReceivedFiles({ received }: { received: Received }) {
  const { t } = useTranslation();
  const words = useWords();
  const { applied, known, refused } = received;
  const order = ['refused', 'applied', 'known'] as const;
  const files = received.files.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  return (
    <section className="sk-received" aria-label={t('sync.receive.title')}>
      <p role="status">{t('sync.receive.count', { applied, known, refused })}</p>
      <ul>
        {files.map((file, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two files of one name may be chosen from two folders
          <li key={`${index}:${file.name}`}>
            <StatusDot tone={tones[file.outcome]}>{t(`sync.receive.outcome.${file.outcome}`)}</StatusDot>
            <span className="sk-received-name">{file.name}</span>
            <span className="sk-received-what">
              {file.refusals.length === 0
                ? words(file)
                : file.refusals.map((refusal) => (
                    <RefusalLine key={`${refusal.code}:${refusal.zh}`} refusal={refusal} />
                  ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
