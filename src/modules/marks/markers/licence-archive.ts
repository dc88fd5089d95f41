import { HubError } from '../../../kit/errors.ts';
import type { Marker } from '../marker.ts';
import { storedFile, storedText, writeZip } from './write-zip.ts';

const largestBytes = 0xf000_0000;

export const licenceText = (line: string): string =>
  `${line}\r\n\r\nThis copy was made for the order or shop named above.\r\nPlease do not pass it on.\r\n`;

/** For kinds that cannot carry a line (drawings, machine files, pictures): a ZIP of the file and a licence text. */
export const licenceArchive: Marker = {
  id: 'licence-archive',
  version: 1,
  contentTypes: null,
  async mark({ path, sizeBytes, name, line, outPath }) {
    if (sizeBytes > largestBytes)
      throw new HubError('invalid', 'This file is over 4 GB, too large to be packed for buyers. Split it.');
    await writeZip(outPath, [
      await storedFile(name, path, sizeBytes),
      storedText('licence.txt', licenceText(line)),
    ]);
    return { contentType: 'application/zip' };
  },
};
