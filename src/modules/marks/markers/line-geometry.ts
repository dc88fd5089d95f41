export interface PageGeometry {
  /** The visible box in user space: crop box cut to the media box. */
  left: number;
  bottom: number;
  right: number;
  top: number;
  /** Clockwise turn for display: 0, 90, 180 or 270. */
  rotation: number;
  /** Size of one unit in 1/72 inch. */
  userUnit: number;
}

const sizePt = 7;
const marginPt = 14;

/**
 * Where the line stands: 5 mm above the lower edge as the page is shown, upright for the reader, the same physical size
 * whatever the page's unit; smaller where the page is too small for it. `widthAtOne`: width of the text at size 1.
 */
export function placeLine(
  page: PageGeometry,
  widthAtOne: number,
): { matrix: [number, number, number, number, number, number]; size: number } {
  const isTurned = page.rotation === 90 || page.rotation === 270;
  const width = isTurned ? page.top - page.bottom : page.right - page.left;
  const height = isTurned ? page.right - page.left : page.top - page.bottom;
  const margin = Math.min(marginPt / page.userUnit, height / 6, width / 12);
  const size = Math.min(sizePt / page.userUnit, (width - 2 * margin) / widthAtOne, height / 3);
  const along = Math.min(2 * margin, Math.max(margin, (width - widthAtOne * size) / 2));
  if (page.rotation === 90) return { matrix: [0, 1, -1, 0, page.right - margin, page.bottom + along], size };
  if (page.rotation === 180) return { matrix: [-1, 0, 0, -1, page.right - along, page.top - margin], size };
  if (page.rotation === 270) return { matrix: [0, -1, 1, 0, page.left + margin, page.top - along], size };
  return { matrix: [1, 0, 0, 1, page.left + along, page.bottom + margin], size };
}
