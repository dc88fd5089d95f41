import sharp from 'sharp';
import type { Facts } from '../check.ts';

/** Reads a picture whole, so that a cut one shows; sharp's own limit of 268 megapixels stays on. */
export async function examinePicture(path: string): Promise<Facts> {
  try {
    const about = await sharp(path, { failOn: 'error' }).metadata();
    const facts: Facts = {
      widthPx: about.width,
      heightPx: about.height,
      ...(about.density ? { dpi: about.density } : {}),
      ...(about.space ? { colourSpace: about.space } : {}),
    };
    try {
      await sharp(path, { failOn: 'error', sequentialRead: true })
        .resize(64, 64, { fit: 'fill' })
        .raw()
        .toBuffer();
      return facts;
    } catch (error) {
      return { ...facts, problems: { picture: messageOf(error) } };
    }
  } catch (error) {
    return { problems: { header: messageOf(error) } };
  }
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 300);
