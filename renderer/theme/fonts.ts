import '@fontsource-variable/noto-sans-sc/wght.css';
import rareFonts from 'virtual:rare-fonts';

/** Ideographs that Noto Sans SC lacks (䶮, 𠮷, 𤧣): extensions A, B and later, late additions and compatibility forms. */
const rareRange = 'U+3400-4DBF, U+4E00-9FFF, U+F900-FAFF, U+20000-323AF';

// The family stands last in the stack, so that a file is fetched only for a character that no other face has.
for (const url of rareFonts) {
  document.fonts.add(new FontFace('Shouke Rare Han', `url("${url}")`, { unicodeRange: rareRange, display: 'swap' }));
}
