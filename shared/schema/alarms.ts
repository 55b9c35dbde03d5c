import { domainTable, integer, integerOrNull, text, textOrNull } from './table.ts';

export const alarm = domainTable(70, 'alarm', {
  rule: text(10),
  subjectTable: text(11),
  subjectId: text(12),
  employeeId: textOrNull(13),
  /** 0 to 100. */
  score: integer(14),
  /** Fen at stake. */
  amount: integer(15),
  /** JSON: the figures behind it. */
  figures: text(16),
  sentence: text(17),
  raisedAt: integer(18),
  state: text<'open' | 'confirmed' | 'dismissed'>(19),
  dispositionBy: textOrNull(20),
  dispositionAt: integerOrNull(21),
  dispositionNote: textOrNull(22),
});

export const alarmTables = { alarm };
