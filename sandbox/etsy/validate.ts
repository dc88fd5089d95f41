import { type FieldProblem, refuse, refuseFields } from './errors.ts';

const titleForbidden = /[^\p{L}\p{Nd}\p{P}\p{Sm}\p{Zs}™©®]/u;
const tagForbidden = /[^\p{L}\p{Nd}\p{Zs}\-'™©®]/u;
const materialForbidden = /[^\p{L}\p{Nd}\p{Zs}]/u;
const lengthOf = (text: string): number => [...text].length;

/** Etsy's comma string; empty entries are dropped. */
export const splitList = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

function titleProblems(title: string): string[] {
  const problems: string[] = [];
  if (title.trim() === '') problems.push('Title is required');
  if (lengthOf(title) > 140) problems.push('Title must be 140 characters or less');
  if (titleForbidden.test(title)) problems.push('Title contains invalid characters');
  for (const once of ['%', ':', '&', '+'])
    if (title.split(once).length > 2) problems.push(`Title can contain the ${once} character only once`);
  return problems;
}

function tagProblems(tags: string[]): string[] {
  const problems: string[] = [];
  if (tags.length > 13) problems.push('A listing can have up to 13 tags');
  for (const tag of tags) {
    if (lengthOf(tag) > 20) problems.push(`Tag "${tag}" must be 20 characters or less`);
    if (tagForbidden.test(tag)) problems.push(`Tag "${tag}" contains invalid characters`);
  }
  if (new Set(tags.map((tag) => tag.toLowerCase())).size < tags.length)
    problems.push('Tags must be unique: a tag is there twice');
  return problems;
}

/** Refuses text that Etsy refuses; the description of the API states none of these lengths. */
export function checkTexts(form: Record<string, string>): void {
  const problems: FieldProblem[] = [];
  const add = (path: string, messages: string[]) => {
    for (const message of messages) problems.push({ path, type: 'invalid', message });
  };
  if (form.title !== undefined) add('title', titleProblems(form.title));
  if (form.description !== undefined && form.description.trim() === '')
    add('description', ['Description is required']);
  if (form.tags !== undefined) add('tags', tagProblems(splitList(form.tags)));
  if (form.materials !== undefined) {
    const materials = splitList(form.materials);
    if (materials.length > 13) add('materials', ['A listing can have up to 13 materials']);
    for (const material of materials)
      if (materialForbidden.test(material)) add('materials', [`Material "${material}" is invalid`]);
  }
  if (form.styles !== undefined) {
    const styles = splitList(form.styles);
    if (styles.length > 2 || styles.some((style) => lengthOf(style) > 45))
      add('styles', ['A listing can have up to 2 styles of 45 characters']);
  }
  if (problems.length > 0) throw refuseFields(problems);
}

const fileName = /^[A-Za-z0-9._-]{1,70}$/;
const fileTypes: Record<string, string> = {
  bmp: 'image/bmp',
  doc: 'application/msword',
  epub: 'application/epub+zip',
  gif: 'image/gif',
  ibook: 'application/x-ibooks+zip',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  mobi: 'application/x-mobipocket-ebook',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mpeg: 'video/mpeg',
  pdf: 'application/pdf',
  png: 'image/png',
  psp: 'image/x-paintshoppro',
  rtf: 'application/rtf',
  stl: 'model/stl',
  txt: 'text/plain',
  zip: 'application/zip',
};

export const maxFiles = 5;
export const maxFileBytes = 20 * 1024 * 1024;
export const maxImages = 20;
export const maxImageBytes = 10 * 1024 * 1024;

/** The MIME type of an acceptable digital file; refuses the others. */
export function checkFile(name: string, sizeBytes: number): string {
  if (!fileName.test(name))
    throw refuse(400, 'File name must be up to 70 letters, digits, dots, underscores and hyphens');
  const mimeType = fileTypes[name.split('.').pop()?.toLowerCase() ?? ''];
  if (!mimeType) throw refuse(400, `File type of ${name} is not supported`);
  if (sizeBytes === 0) throw refuse(400, 'The uploaded file is empty');
  if (sizeBytes > maxFileBytes) throw refuse(400, 'File is larger than the maximum of 20 MB');
  return mimeType;
}

/** The MIME type by the first bytes; refuses what is no picture. */
export function checkImage(bytes: Buffer): string {
  if (bytes.length > maxImageBytes) throw refuse(400, 'Image is larger than the maximum of 10 MB');
  if (bytes.subarray(0, 4).toString('hex') === '89504e47') return 'image/png';
  if (bytes.subarray(0, 2).toString('hex') === 'ffd8') return 'image/jpeg';
  if (bytes.subarray(0, 3).toString('latin1') === 'GIF') return 'image/gif';
  throw refuse(400, 'The image is not a valid JPEG, PNG or GIF');
}
