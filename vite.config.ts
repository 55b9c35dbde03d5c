import { builtinModules } from 'node:module';
import react from '@vitejs/plugin-react';
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

/** One configuration builds the three sides of the desktop application: `vite build --app`. */
export default defineConfig({
  base: './',
  builder: {},
  plugins: [react()],
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
    main: nodeSide('dist/main', { main: 'electron/shell/main.ts' }, 'es', 'js'),
    preload: nodeSide('dist/preload', { preload: 'electron/shell/preload.ts' }, 'cjs', 'cjs'),
  },
  test: {
    environment: 'node',
    include: ['{shared,electron,hq,bench,bin,renderer}/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
