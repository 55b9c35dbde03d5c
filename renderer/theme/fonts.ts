import wholeNoto from '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf?url';
import '@fontsource-variable/noto-sans-sc/wght.css';
import rareFonts from 'virtual:rare-fonts';

/** Ideographs: the common ones, extension A (䶮), compatibility forms, extensions B (𠮷, 𤧣) and later. */
const ideographs = 'U+3400-4DBF, U+4E00-9FFF, U+F900-FAFF, U+20000-323AF';

// The sliced face of the style sheet holds the 12,000 ideographs of everyday use. Behind it stand the whole face and the
// fonts for what it lacks, each a family of its own: a file is fetched only for a character that no face before has.
[wholeNoto, ...rareFonts].forEach((url, index) => {
  const face = new FontFace(`Shouke Han ${index + 1}`, `url("${url}")`, { unicodeRange: ideographs, display: 'swap' });
  document.fonts.add(face);
});
