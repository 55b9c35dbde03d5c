import { useTranslation } from 'react-i18next';
import type { Words } from '../../shared/domain/refusal.ts';
import { StatusDot } from '../format/StatusDot.tsx';
import type { Tone } from '../theme/tokens.ts';
import { useWords } from '../words/language.ts';
import './separation.css';

interface Finding extends Words {
  readonly rule: string;
  readonly level: 'error' | 'warning' | 'alarm' | 'info';
  readonly source: Words;
}

const tones: Readonly<Record<Finding['level'], Tone>> = {
  error: 'overdue',
  alarm: 'overdue',
  warning: 'due',
  info: 'neutral',
};

/** What the law says about something, each with its source. An aid, and said to be one. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const { t } = useTranslation();
  const words = useWords();
  if (findings.length === 0) return null;
  return (
    <ul className="sk-findings" aria-label={t('separation.findings')}>
      {findings.map((finding) => (
        <li key={`${finding.rule} ${finding.zh}`} data-level={finding.level}>
          <StatusDot tone={tones[finding.level]}>{t(`separation.level.${finding.level}`)}</StatusDot>
          <p>{words(finding)}</p>
          <p className="sk-meta">{words(finding.source)}</p>
        </li>
      ))}
    </ul>
  );
}
