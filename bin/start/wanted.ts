/** What the person asked the application to be opened with. */
export interface Wanted {
  readonly folder: string;
  readonly empty: boolean;
  readonly port: number | undefined;
  readonly open: boolean;
}
