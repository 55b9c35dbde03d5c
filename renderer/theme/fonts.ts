import '@fontsource-variable/noto-sans-sc/wght.css';
import rareFonts from 'virtual:rare-fonts';

/** Ideographs that Noto Sans SC lacks (䶮, 𠮷, 𤧣): extensions A, B and later, late additions and compatibility forms. */
const rareRange = 'U+3400-4DBF, U+4E00-9FFF, U+F900-FAFF, U+20000-323AF';

// Each file is a family of its own at the end of the stack: it is fetched only for a character that no face before has.
rareFonts.forEach((url, index) => {
  const family = `Shouke Rare Han ${index + 1}`;
  document.fonts.add(new FontFace(family, `url("${url}")`, { unicodeRange: rareRange, display: 'swap' }));
});
