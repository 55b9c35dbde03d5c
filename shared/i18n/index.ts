import { en } from './en/index.ts';
import { zhCN } from './zh-CN/index.ts';

/** Chinese is the source of truth; English is translated from its meaning. */
export const dictionaries = { 'zh-CN': zhCN, en } as const;
export type Language = keyof typeof dictionaries;
export const languages = ['zh-CN', 'en'] as const satisfies readonly Language[];
export type Dictionary = typeof zhCN;
