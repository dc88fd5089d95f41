/** An offer's words cut and cleaned to what WooCommerce takes. Pure. */
import type { DesiredListing, FieldName, ProjectionInput, ProjectionProblem } from '../connector.ts';
import { cutText, distinctNames, distinctWords, extensionOf, oneLine } from '../text.ts';
import { cutHtml, toHtml } from './html.ts';
import { skuLength, wooLimits } from './limits.ts';

type Tell = (severity: ProjectionProblem['severity'], field: FieldName, message: string) => void;

const liveMode =
  'Start Spindle with a public address (Live mode), so that the shop and its buyers can fetch from it.';

export function project(input: ProjectionInput): { desired: DesiredListing; problems: ProjectionProblem[] } {
  const problems: ProjectionProblem[] = [];
  const tell: Tell = (severity, field, message) => problems.push({ severity, field, message });
  const title = cutText(oneLine(input.title), wooLimits.titleLength.value);
  if (title !== oneLine(input.title))
    tell('note', 'title', `The title was cut to ${wooLimits.titleLength.value} characters.`);
  if (title === '') tell('block', 'title', 'The shop needs a title.');
  const html = toHtml(input.story);
  const description = cutHtml(html, wooLimits.descriptionLength.value);
  if (description !== html)
    tell('note', 'description', `The text was cut to ${wooLimits.descriptionLength.value} characters.`);
  if (input.sku === '' || input.sku.length > skuLength.value)
    tell(
      'block',
      'sku',
      `The shop needs a SKU of up to ${skuLength.value} characters to know the product by.`,
    );
  checkPrice(input, tell);
  return {
    desired: {
      title,
      description,
      price: input.price,
      tags: projectTags(input.tags, tell),
      category: projectCategory(input),
      sku: input.sku,
      state: input.state,
      images: projectImages(input, tell),
      files: projectFiles(input, tell),
    },
    problems,
  };
}

/** Numbers are the shop's own categories, kept or chosen; without one the shop's choice stays. */
function projectCategory(input: ProjectionInput): string | null {
  const isKey = (text: string | null | undefined): text is string =>
    /^[1-9]\d*(,[1-9]\d*)*$/.test(text ?? '');
  if (isKey(input.category)) return input.category;
  return isKey(input.settings.categoryId) ? input.settings.categoryId : null;
}

function projectTags(tags: readonly string[], tell: Tell): string[] {
  const { tagLength, tagCount } = wooLimits;
  const distinct = distinctWords(tags.map((tag) => cutText(oneLine(tag), tagLength.value)));
  if (distinct.length > tagCount.value) tell('note', 'tags', `The first ${tagCount.value} tags are used.`);
  return distinct.slice(0, tagCount.value);
}

function projectImages(input: ProjectionInput, tell: Tell): DesiredListing['images'] {
  const { value: most } = wooLimits.imageCount;
  if (input.images.length > most) tell('note', 'images', `The first ${most} images are used.`);
  if (input.images.some((image) => !image.address))
    tell('block', 'images', `Images cannot get there. ${liveMode}`);
  return input.images.slice(0, most).map((image) => ({ ...image, alt: oneLine(image.alt) }));
}

function projectFiles(input: ProjectionInput, tell: Tell): DesiredListing['files'] {
  const { fileCount, fileBytes, fileNameLength, fileExtensions } = wooLimits;
  if (input.files.length > fileCount.value)
    tell('block', 'files', `The shop gets ${fileCount.value} files a product. Bundle some in a ZIP.`);
  if (input.files.some((file) => !file.address))
    tell('block', 'files', `Buyers cannot get the files. ${liveMode}`);
  if (input.state === 'live' && input.files.length === 0)
    tell('block', 'files', 'A download without a file would be sold. Publish a release first.');
  const files = input.files.slice(0, fileCount.value);
  for (const file of files) {
    if (file.sizeBytes > fileBytes.value) tell('block', 'files', `${file.name} is too large. Split it.`);
    if (!(fileExtensions.value as readonly string[]).includes(extensionOf(file.name)))
      tell('block', 'files', `WordPress does not take ${file.name}. Put it in a ZIP.`);
  }
  const names = distinctNames(
    files.map((file) => oneLine(file.name)),
    fileNameLength.value,
  );
  return files.map((file, index) => ({ ...file, name: names[index] ?? file.name }));
}

/** The shop takes a broken price with a smile and sells for nothing: prices are checked here. */
function checkPrice({ price, settings }: ProjectionInput, tell: Tell): void {
  if (settings.currency && settings.currency !== price.currency)
    tell(
      'block',
      'price',
      `The price is in ${price.currency}, but this shop sells in ${settings.currency}. Set a price in ${settings.currency}.`,
    );
  if (!Number.isSafeInteger(price.amountMinor) || price.amountMinor < 0)
    tell('block', 'price', 'The price must be zero or more.');
}
