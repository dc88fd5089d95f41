import { type Measured, ratioOf } from './benchmark.ts';

const round = (value: number): number => Number(value.toPrecision(4));

/** One JSON object, one line. */
export const asJson = (measured: Measured): string => {
  const { name, value, unit, better, peer, peerValue, cpuMsPerOp } = measured;
  const ratio = ratioOf(measured);
  return JSON.stringify({
    ...{ name, value: round(value), unit, better, peer },
    peerValue: peerValue === null ? null : round(peerValue),
    ratio: ratio === null ? null : round(ratio),
    cpuMsPerOp: cpuMsPerOp === null ? null : round(cpuMsPerOp),
  });
};

/** For people: the figure, the comparison, and what was noted. */
export function inWords(measured: Measured): string {
  const { name, value, unit, peer, peerValue, cpuMsPerOp, notes = [] } = measured;
  const ratio = ratioOf(measured);
  const parts = [
    `${name.padEnd(24)} ${String(round(value)).padStart(9)} ${unit}`,
    peer && peerValue !== null ? `${peer}: ${round(peerValue)}` : '',
    ratio === null ? '' : ratio >= 1 ? `${round(ratio)} times better` : `${round(ratio * 100)} % as good`,
    cpuMsPerOp === null ? '' : `${round(cpuMsPerOp)} ms CPU an operation`,
  ];
  return [parts.filter(Boolean).join(' · '), ...notes.map((note) => `    ${note}`)].join('\n');
}
