import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const external = [
  'electron',
  'better-sqlite3',
  'pino',
  ...builtinModules,
  ...builtinModules.map((name) => `node:${name}`),
];

const nodeSide = (outDir: string, input: Record<string, string>, format: 'es' | 'cjs', extension: string) => ({
  consumer: 'server' as const,
  resolve: { noExternal: true as const, external },
  build: {
    outDir,
    target: 'node24',
    minify: false,
    emptyOutDir: true,
    rolldownOptions: { input, external, output: { format, entryFileNames: `[name].${extension}` } },
  },
});

/**
 * `import urls from 'virtual:rare-fonts'`: the fonts for rare characters as plain TrueType files beside the pages. They lie
 * in the sources compressed; a browser fetches one only when a page shows such a character.
 */
function rareFonts(): Plugin {
  const name = 'virtual:rare-fonts';
  return {
    name,
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      if (this.environment.mode === 'dev') return 'export default [];';
      const urls = ['ShoukeRareHanA.ttf', 'ShoukeRareHanB.ttf'].map((file) => {
        const source = brotliDecompressSync(readFileSync(join(import.meta.dirname, 'resources/fonts', `${file}.br`)));
        return `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name: file, source })}`;
      });
      return `export default [${urls.join(', ')}];`;
    },
  };
}

/** One configuration builds the three sides of the desktop application: `vite build --app`. */
export default defineConfig({
  base: './',
  builder: {},
  plugins: [react(), rareFonts()],
  environments: {
    client: {
      build: {
        outDir: 'dist/renderer',
        emptyOutDir: true,
        chunkSizeWarningLimit: 4000,
        // The page may load fonts and images from its own origin only: nothing is inlined as data:.
        assetsInlineLimit: 0,
        rolldownOptions: { input: 'index.html' },
      },
    },
    main: nodeSide(
      'dist/main',
      { main: 'electron/shell/main.ts', scanWorker: 'electron/forms/print/scanWorker.ts' },
      'es',
      'js',
    ),
    preload: nodeSide('dist/preload', { preload: 'electron/shell/preload.ts' }, 'cjs', 'cjs'),
  },
  test: {
    environment: 'node',
    include: ['{shared,electron,hq,bench,bin,renderer}/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What files import is read once for all files of a process, not once for each: a fifth of the time.
    isolate: false,
    // Vitest leaves one core to the person who works here; on two cores that is half of them.
    maxWorkers: '100%',
  },
});
