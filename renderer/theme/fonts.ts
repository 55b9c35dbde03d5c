import '@fontsource-variable/noto-sans-sc/wght.css';

/**
 * Fonts for characters outside Noto Sans SC (extensions A, B and later: 䶮, 𠮷, 𤧣), when `resources/fonts` holds
 * `rare-*.woff2|ttf|otf`. The browser fetches the file only when a page shows such a character.
 */
const rareFonts = import.meta.glob<string>('/resources/fonts/rare-*.{woff2,ttf,otf}', {
  query: '?url',
  import: 'default',
  eager: true,
});
const rareRange = 'U+2E80-2EFF, U+3400-4DBF, U+9FA6-9FFF, U+20000-323AF';

for (const url of Object.values(rareFonts)) {
  document.fonts.add(new FontFace('Shouke Rare Han', `url("${url}")`, { unicodeRange: rareRange, display: 'swap' }));
}
