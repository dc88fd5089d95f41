/** An offer's words cut and cleaned to what Etsy takes. Pure. */
import { minorDigits, toDecimal } from '../../kit/money.ts';
import type { DesiredListing, FieldName, ProjectionInput, ProjectionProblem } from '../connector.ts';
import {
  cleanLines,
  cutText,
  distinctNames,
  distinctWords,
  extensionOf,
  oneLine,
  sizeText,
} from '../text.ts';
import {
  altLength,
  defaultTaxonomyId,
  etsyLimits,
  fileNameForbidden,
  highestPrice,
  imageBytes,
  lowestPrice,
  skuLength,
  tagForbidden,
  titleForbidden,
  titleOnce,
} from './limits.ts';

type Tell = (severity: ProjectionProblem['severity'], field: FieldName, message: string) => void;

export function project(input: ProjectionInput): { desired: DesiredListing; problems: ProjectionProblem[] } {
  const problems: ProjectionProblem[] = [];
  const tell: Tell = (severity, field, message) => problems.push({ severity, field, message });
  const desired: DesiredListing = {
    title: projectTitle(input.title, tell),
    description: projectDescription(input.story, tell),
    price: input.price,
    tags: projectTags(input.tags, tell),
    // A number is Etsy's own id, kept from the shop; the hub's words for categories mean nothing there.
    category: /^[1-9]\d*$/.test(input.category ?? '')
      ? input.category
      : (input.settings.taxonomyId ?? defaultTaxonomyId.value),
    sku: input.sku,
    state: input.state,
    images: projectImages(input, tell),
    files: projectFiles(input, tell),
  };
  checkPrice(input, tell);
  if (input.sku.length > skuLength.value)
    tell('block', 'sku', `Etsy takes a SKU of up to ${skuLength.value} characters. Shorten “${input.sku}”.`);
  if (input.state === 'live' && desired.images.length === 0)
    tell('block', 'images', 'Etsy publishes only listings with an image. Add one.');
  if (input.state === 'live' && desired.files.length === 0)
    tell('block', 'files', 'Etsy publishes a download only with a file. Publish a release first.');
  return { desired, problems };
}

function projectTitle(text: string, tell: Tell): string {
  let title = oneLine(oneLine(text).normalize('NFC').replace(titleForbidden.value, ' '));
  for (const mark of titleOnce.value) {
    const first = title.indexOf(mark);
    if (first >= 0)
      title = oneLine(
        title.slice(0, first + 1) + title.slice(first + 1).replaceAll(mark, mark === '&' ? 'and' : ' '),
      );
  }
  if (title !== oneLine(text))
    tell('note', 'title', 'Some characters that Etsy does not take were left out of the title.');
  const cut = cutText(title, etsyLimits.titleLength.value);
  if (cut !== title)
    tell('note', 'title', `The title was cut to Etsy’s ${etsyLimits.titleLength.value} characters.`);
  if (cut === '') tell('block', 'title', 'Etsy needs a title with letters in it.');
  return cut;
}

/** Etsy shows plain text: markup of another shop becomes lines. */
function projectDescription(story: string, tell: Tell): string {
  const plain = cleanLines(
    story
      .replace(/<br\s*\/?>/gi, '\n')
      .replace(/<li[^>]*>/gi, '\n- ')
      .replace(/<\/(p|div|h[1-6]|ul|ol)>/gi, '\n\n')
      .replace(/<\/?(p|div|h[1-6]|ul|ol|li|strong|em|b|i|u|a|span)(\s[^<>]*)?>/gi, ''),
  );
  const cut = cutText(plain, etsyLimits.descriptionLength.value);
  if (cut !== plain)
    tell(
      'note',
      'description',
      `The text was cut to ${etsyLimits.descriptionLength.value} characters for Etsy.`,
    );
  if (cut === '') tell('block', 'description', 'Etsy needs a description. Write the pattern’s text.');
  return cut;
}

function projectTags(tags: readonly string[], tell: Tell): string[] {
  const clean = tags.map((tag) => {
    const allowed = oneLine(tag.normalize('NFC').replace(/[‘’]/g, "'").replace(tagForbidden.value, ' '));
    const cut = cutText(allowed, etsyLimits.tagLength.value);
    if (cut !== oneLine(tag) && cut !== '')
      tell('note', 'tags', `The tag “${tag}” becomes “${cut}” on Etsy.`);
    return cut;
  });
  const distinct = distinctWords(clean);
  const { value: most } = etsyLimits.tagCount;
  if (distinct.length > most)
    tell('note', 'tags', `Etsy takes ${most} tags: “${distinct.slice(most).join('”, “')}” stay out.`);
  return distinct.slice(0, most);
}

function projectImages(input: ProjectionInput, tell: Tell): DesiredListing['images'] {
  const { value: most } = etsyLimits.imageCount;
  if (input.images.length > most)
    tell('note', 'images', `Etsy takes ${most} images; the first ones are used.`);
  const images = input.images.slice(0, most);
  for (const image of images)
    if (image.sizeBytes > imageBytes.value)
      tell(
        'block',
        'images',
        `An image has ${sizeText(image.sizeBytes)}; Etsy takes up to ${sizeText(imageBytes.value)}.`,
      );
  return images.map((image) => ({ ...image, alt: cutText(oneLine(image.alt), altLength.value) }));
}

function projectFiles(input: ProjectionInput, tell: Tell): DesiredListing['files'] {
  const { fileCount, fileBytes, fileNameLength, fileExtensions } = etsyLimits;
  if (input.files.length > fileCount.value)
    tell(
      'block',
      'files',
      `Etsy takes ${fileCount.value} files a listing, there are ${input.files.length}. Bundle some in a ZIP.`,
    );
  const files = input.files.slice(0, fileCount.value);
  for (const file of files) {
    if (file.sizeBytes > fileBytes.value)
      tell(
        'block',
        'files',
        `${file.name} has ${sizeText(file.sizeBytes)}; Etsy takes up to ${sizeText(fileBytes.value)} a file. Split it.`,
      );
    if (!(fileExtensions.value as readonly string[]).includes(extensionOf(file.name)))
      tell('block', 'files', `Etsy does not take ${file.name}. Put it in a ZIP.`);
  }
  const names = distinctNames(
    files.map((file) => fileName(file.name)),
    fileNameLength.value,
  );
  return files.map((file, index) => {
    const name = names[index] ?? file.name;
    if (name !== file.name) tell('note', 'files', `${file.name} is called ${name} on Etsy.`);
    return { ...file, name };
  });
}

/** Accents go before the rest is replaced, so that `Größe.pdf` stays readable. */
function fileName(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss');
  const clean = plain
    .replace(fileNameForbidden.value, '-')
    .replace(/-+(\.[^.]*$)/, '$1')
    .replace(/^[-.]+/, '');
  return clean === '' ? 'file' : clean;
}

function checkPrice(input: ProjectionInput, tell: Tell): void {
  const { amountMinor, currency } = input.price;
  const shop = input.settings.currency;
  if (shop && shop !== currency)
    tell(
      'block',
      'price',
      `The price is in ${currency}, but this Etsy shop sells in ${shop}. Set a price in ${shop}.`,
    );
  const unit = 10 ** minorDigits(currency);
  const lowest = Math.ceil((lowestPrice.value * unit) / 100);
  const highest = highestPrice.value * unit;
  if (!Number.isSafeInteger(amountMinor) || amountMinor < lowest || amountMinor > highest)
    tell(
      'block',
      'price',
      `Etsy takes prices from ${toDecimal({ amountMinor: lowest, currency })} to ${highestPrice.value} ${currency}.`,
    );
}
