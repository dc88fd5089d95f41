import type { Box, Op, Place } from './geometry.ts';
import { placed, rectangle } from './geometry.ts';
import type { Fonts } from './sheet.ts';

const PT_PER_MM = 72 / 25.4;

export interface Line {
  colour: string;
  widthMm: number;
  dashMm?: number[];
}

interface Words {
  sizeMm: number;
  font?: keyof Fonts;
  colour?: string;
  align?: 'left' | 'centre' | 'right';
  /** Quarter turn: the text runs downwards. */
  isTurned?: boolean;
}

/**
 * Writes the drawing operators of one page. Takes millimetres from the top left corner and writes points:
 * no scaling matrix is used, so a length can be read straight from the path operators.
 */
export class Pen {
  readonly #heightMm: number;
  readonly #fonts: Fonts;
  readonly #out: string[] = [];
  /** Shaping text is slow, and a label is measured on every tile: widths at 1 mm and encoded text. */
  readonly #shaped: Map<string, { width: number; code: string }>;

  constructor(heightMm: number, fonts: Fonts, shaped: Map<string, { width: number; code: string }>) {
    this.#heightMm = heightMm;
    this.#shaped = shaped;
    this.#fonts = fonts;
  }

  content(): string {
    return this.#out.join('\n');
  }

  /** Draws in the optional-content layer of the size at `index`. */
  layer(index: number, draw: () => void): void {
    this.#out.push(`/OC /L${index} BDC`);
    draw();
    this.#out.push('EMC');
  }

  /** Draws only inside the box. */
  within(box: Box, draw: () => void): void {
    this.#out.push('q');
    this.#path(rectangle(box.left, box.top, box.right - box.left, box.bottom - box.top));
    this.#out.push('W n');
    draw();
    this.#out.push('Q');
  }

  stroke(ops: readonly Op[], line: Line, place?: Place): void {
    const dash = (line.dashMm ?? []).map((mm) => number(mm * PT_PER_MM)).join(' ');
    // Round ends on whole lines; flat ends keep short dashes apart.
    const cap = dash ? 0 : 1;
    this.#out.push(
      `q ${rgb(line.colour)} RG ${number(line.widthMm * PT_PER_MM)} w [${dash}] 0 d ${cap} J 1 j`,
    );
    this.#path(ops, place);
    this.#out.push('S Q');
  }

  fill(ops: readonly Op[], colour: string, place?: Place): void {
    this.#out.push(`q ${rgb(colour)} rg`);
    this.#path(ops, place);
    this.#out.push('f Q');
  }

  widthOf(text: string, words: Words): number {
    return this.#shape(text, words).width * words.sizeMm;
  }

  /** Writes one line of text with its baseline at (x, y). */
  text(text: string, x: number, y: number, words: Words): void {
    const width = this.widthOf(text, words);
    const back = words.align === 'centre' ? width / 2 : words.align === 'right' ? width : 0;
    const [left, base] = words.isTurned ? [x, y - back] : [x - back, y];
    const matrix = words.isTurned ? '0 -1 1 0' : '1 0 0 1';
    this.#out.push(
      `BT /${words.font ?? 'regular'} ${number(words.sizeMm * PT_PER_MM)} Tf ${rgb(words.colour ?? '#222222')} rg`,
      `${matrix} ${this.#point(left, base)} Tm ${this.#shape(text, words).code} Tj ET`,
    );
  }

  /** Writes text broken into lines of at most `widthMm`; returns the y below the last line. */
  paragraph(text: string, x: number, y: number, widthMm: number, words: Words): number {
    let line = '';
    let used = 0;
    let at = y;
    const leading = words.sizeMm * 1.4;
    const space = this.widthOf(' ', words);
    // Word by word: measuring every longer line anew shapes the same text many times.
    for (const word of text.split(' ')) {
      const width = this.widthOf(word, words);
      if (line && used + space + width > widthMm) {
        this.text(line, x, at, words);
        at += leading;
        line = word;
        used = width;
      } else {
        line = line ? `${line} ${word}` : word;
        used += width + (used > 0 ? space : 0);
      }
    }
    this.text(line, x, at, words);
    return at + leading;
  }

  #shape(text: string, words: Words): { width: number; code: string } {
    const face = words.font ?? 'regular';
    const known = this.#shaped.get(`${face} ${text}`);
    if (known) return known;
    const font = this.#fonts[face];
    const shaped = { width: font.widthOfTextAtSize(text, 1), code: font.encodeText(text).toString() };
    this.#shaped.set(`${face} ${text}`, shaped);
    return shaped;
  }

  #point(x: number, y: number): string {
    return `${number(x * PT_PER_MM)} ${number((this.#heightMm - y) * PT_PER_MM)}`;
  }

  #path(ops: readonly Op[], place: Place = [1, 0, 0, 1, 0, 0]): void {
    const at = (x: number, y: number): string => this.#point(...placed(place, x, y));
    for (const op of ops) {
      if (op.kind === 'close') this.#out.push('h');
      else if (op.kind === 'curve') {
        this.#out.push(`${at(op.x1, op.y1)} ${at(op.x2, op.y2)} ${at(op.x, op.y)} c`);
      } else this.#out.push(`${at(op.x, op.y)} ${op.kind === 'move' ? 'm' : 'l'}`);
    }
  }
}

const number = (value: number): string => String(Number(value.toFixed(3)) || 0);

const rgb = (colour: string): string =>
  [1, 3, 5].map((at) => number(Number.parseInt(colour.slice(at, at + 2), 16) / 255)).join(' ');
