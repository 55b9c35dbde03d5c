import { dirname } from 'node:path';

/** The root of the project's own files. */
export const projectFolder = dirname(import.meta.dirname);
