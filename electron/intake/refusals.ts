import type { Refusal } from '../../shared/domain/refusal.ts';

const invalid = (code: string, zh: string, en: string, nextZh: string, nextEn: string): Refusal => ({
  kind: 'invalid',
  code: `intake.${code}`,
  zh,
  en,
  next: { zh: nextZh, en: nextEn },
});

export const unreadableEncoding = (file: string): Refusal =>
  invalid(
    'encoding',
    `${file} 不是 UTF-8、UTF-16 或 GB18030 文本。`,
    `${file} is not text in UTF-8, UTF-16 or GB18030.`,
    '请用原来的程序另存为“CSV UTF-8”。',
    'Save it again as “CSV UTF-8” from the program it came from.',
  );

export const tooLarge = (file: string, megabytes: number): Refusal =>
  invalid(
    'fileTooLarge',
    `${file} 超过 ${megabytes} MB。`,
    `${file} is larger than ${megabytes} MB.`,
    '请拆成几个文件分批导入。',
    'Split it and take it in several parts.',
  );

export const missingFile = (file: string): Refusal =>
  invalid(
    'missingFile',
    `文件夹里没有 ${file}。`,
    `There is no ${file} in the folder.`,
    '请核对文件名（大小写也要一致），或改映射里的 file。',
    'Compare the name, capital letters too, or change `file` in the mapping.',
  );

export const emptyFile = (file: string): Refusal =>
  invalid(
    'emptyFile',
    `${file} 是空的，没有列名。`,
    `${file} is empty: there are no column names.`,
    '第一行应为列名。',
    'The first line must hold the column names.',
  );

export const duplicateColumn = (file: string, column: string): Refusal =>
  invalid(
    'duplicateColumn',
    `${file} 有两列都叫“${column}”，不知道该用哪一列。`,
    `${file} has two columns called “${column}”: which one is meant cannot be known.`,
    '请给其中一列改名。',
    'Rename one of them.',
  );

export const missingColumn = (file: string, column: string): Refusal =>
  invalid(
    'missingColumn',
    `${file} 没有“${column}”这一列。`,
    `${file} has no column “${column}”.`,
    '请核对列名，或改映射。',
    'Compare the column names, or change the mapping.',
  );

export const openQuote = (file: string, line: number): Refusal =>
  invalid(
    'quoteNotClosed',
    `${file} 有一个引号到第 ${line} 行文件结尾都没有结束，分不清行；文件可能被截断。`,
    `In ${file} a quotation mark is still open at the end, line ${line}, so that rows cannot be told apart; the file may have been cut short.`,
    '请重新导出这个文件，不要导入一半。',
    'Export the file again; half of it is not taken.',
  );

export const strayQuote = (file: string, line: number): Refusal =>
  invalid(
    'strayQuote',
    `${file} 第 ${line} 行有一个多余的引号，分不清值的边界。`,
    `Line ${line} of ${file} has a quotation mark where none can stand, so that values cannot be told apart.`,
    '值里有引号时，整个值要用引号括起，里面的引号写两个。',
    'A value with a quotation mark in it stands in quotation marks, the inner one doubled.',
  );

export const hugeRecord = (file: string, line: number): Refusal =>
  invalid(
    'recordTooLarge',
    `${file} 第 ${line} 行附近有一条记录超过 1 MB，可能是分隔符或引号不对。`,
    `Near line ${line} of ${file} there is a record of more than 1 MB: probably another delimiter, or a quotation mark too many.`,
    '请核对分隔符，或重新导出。',
    'Check the delimiter, or export it again.',
  );

export const tooManyRows = (file: string, most: number): Refusal =>
  invalid(
    'tooManyRows',
    `${file} 超过 ${most} 行。`,
    `${file} has more than ${most} rows.`,
    '请拆成几个文件分批导入。',
    'Split it and take it in several parts.',
  );

export const badMapping = (where: string, why: string): Refusal =>
  invalid(
    'mapping',
    `映射文件不对：${where} ${why}`,
    `The mapping is wrong: ${where} ${why}`,
    '格式见 docs/mappings.md。',
    'Its format is in docs/mappings.md.',
  );

export const noMappingFits = (folder: string, known: readonly string[]): Refusal =>
  invalid(
    'noMappingFits',
    `没有已知的映射适合 ${folder}（已知：${known.join('、') || '无'}）。`,
    `No known mapping fits ${folder} (known: ${known.join(', ') || 'none'}).`,
    '请用 --mapping 给出映射文件，格式见 docs/mappings.md。',
    'Give one with --mapping; the format is in docs/mappings.md.',
  );

export const severalMappingsFit = (names: readonly string[]): Refusal =>
  invalid(
    'severalMappingsFit',
    `不止一个映射适合：${names.join('、')}。`,
    `More than one mapping fits: ${names.join(', ')}.`,
    '请用 --mapping 指定一个。',
    'Name one with --mapping.',
  );
