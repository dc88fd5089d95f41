import { expect, it } from 'vitest';
import type { Ports } from '../../kit/ctx.ts';
import { countMark, isRestInRush } from './rush.ts';

const marks = (ports: Ports, fromMs: number, count: number): void => {
  for (let at = 0; at < count; at += 1) countMark(ports, fromMs + at, false);
};

it('does not rest for a few marks, and for a rush until it is over or long since the last look', () => {
  const ports = {} as Ports;
  marks(ports, 1000, 4);
  expect(isRestInRush(ports, 1004, 1000)).toBe(false);
  marks(ports, 1008, 4);
  expect(isRestInRush(ports, 1012, 1000)).toBe(true);
  expect(isRestInRush(ports, 1012, 763)).toBe(true);
  expect(isRestInRush(ports, 1012, 762)).toBe(false);
  expect(isRestInRush(ports, 1262, 1250)).toBe(false);
});

it('never rests while a recall or an erratum may wait', () => {
  const ports = {} as Ports;
  marks(ports, 1000, 20);
  countMark(ports, 1020, true);
  marks(ports, 1021, 20);
  expect(isRestInRush(ports, 1041, 1040)).toBe(false);
});

it('knows each hub of a process by itself', () => {
  const ports = {} as Ports;
  marks(ports, 1000, 20);
  expect(isRestInRush({} as Ports, 1020, 1020)).toBe(false);
});
