/** How the desktop application was asked to start. */
export interface Startup {
  /** As given; undefined for the user's own data folder. */
  readonly dataDir: string | undefined;
  /** The guided first run instead of sample data. */
  readonly empty: boolean;
  /** Only test the cryptographic primitives, say how that went, and end. */
  readonly selfTestOnly: boolean;
}

/**
 * Reads the application's own switches out of a command line that Chromium also reads; a value follows `=`. Unknown
 * switches are Chromium's, and what looks like a file to open is ignored: nothing is ever opened from a command line.
 */
export function readStartup(argv: readonly string[]): Startup {
  const given = argv.findLast((each) => each.startsWith('--data-dir='))?.slice('--data-dir='.length);
  return {
    dataDir: given === '' ? undefined : given,
    empty: argv.includes('--empty'),
    selfTestOnly: argv.includes('--self-test'),
  };
}
