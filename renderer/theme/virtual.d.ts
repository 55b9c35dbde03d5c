declare module 'virtual:rare-fonts' {
  /** Addresses of the fonts for rare characters; empty while developing. */
  const urls: readonly string[];
  export default urls;
}
