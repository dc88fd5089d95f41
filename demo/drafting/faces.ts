import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fontkit, { type Font } from '@cantoo/fontkit';

/** Source Sans 3 (SIL Open Font License), embedded in every PDF and drawn as outlines on the covers. */
interface Face {
  bytes: Uint8Array;
  font: Font;
}

const resolve = createRequire(import.meta.url).resolve;

function openFace(file: string): Face {
  const bytes = new Uint8Array(readFileSync(resolve(`@expo-google-fonts/source-sans-3/${file}`)));
  const font = fontkit.create(bytes);
  if ('fonts' in font) throw new TypeError(`${file} is a collection, not a font`);
  return { bytes, font };
}

export const faces = {
  regular: openFace('400Regular/SourceSans3_400Regular.ttf'),
  bold: openFace('700Bold/SourceSans3_700Bold.ttf'),
};

/** Hands out the faces already parsed: parsing them for every PDF took most of the time. */
export const parsedFontkit = {
  ...fontkit,
  create: (bytes: Uint8Array): Font => {
    const face = Object.values(faces).find((known) => known.bytes === bytes);
    if (!face) throw new TypeError('only the two faces of the drafting table are embedded');
    return face.font;
  },
};
