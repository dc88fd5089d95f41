export interface Sample {
  seconds: number;
  megabytes: number;
}

export interface Judgement {
  /** Of the line through the low points, and how far off it may be (with 95 % certainty). */
  slopeMbPerHour: number;
  plusMinusMbPerHour: number;
  /** What the line may rise by in an hour. */
  allowedMbPerHour: number;
  /** Where the line begins and ends. */
  startMb: number;
  endMb: number;
  highestMb: number;
  /** `too short`: the line may rise less than allowed, but so few or so uneven samples do not show it. */
  verdict: 'flat' | 'growing' | 'too short';
}

/** Short-lived children and the pause before a collection lift a sample; what is kept lifts the lowest of a few as well. */
const windowSeconds = 180;
/** 5 % an hour. What the engine of JavaScript keeps in reserve wanders by less; a few kilobytes lost with each order are more. */
const allowedPart = 0.05;

/** Pure: does the memory stay where it is? Samples of the warm-up are left out by the caller. Needs three windows of three minutes. */
export function judgeMemory(samples: readonly Sample[]): Judgement {
  const lows = lowPoints(samples);
  if (lows.length < 3) throw new RangeError('A line needs samples of at least nine minutes.');
  const line = lineThrough(lows);
  const at = (seconds: number) => line.middleMb + line.perSecond * (seconds - line.middleSeconds);
  const [startMb, endMb] = [at(samples[0]?.seconds ?? 0), at(samples.at(-1)?.seconds ?? 0)];
  const allowed = startMb * allowedPart;
  const [slope, doubt] = [line.perSecond * 3600, line.errorPerSecond * widthFor(lows.length - 2) * 3600];
  return {
    slopeMbPerHour: slope,
    plusMinusMbPerHour: doubt,
    allowedMbPerHour: allowed,
    ...{ startMb, endMb },
    highestMb: Math.max(...samples.map(({ megabytes }) => megabytes)),
    verdict: slope > allowed ? 'growing' : slope + doubt > allowed ? 'too short' : 'flat',
  };
}

/** Standard errors to either side, close to Student's t for 95 %. */
const widthFor = (freedom: number): number => 1.96 + 2.4 / freedom + 4 / freedom ** 2;

function lowPoints(samples: readonly Sample[]): Sample[] {
  const [first] = samples;
  if (!first) return [];
  const windows = Map.groupBy(samples, ({ seconds }) =>
    Math.floor((seconds - first.seconds) / windowSeconds),
  );
  return [...windows.values()].map((window) =>
    window.reduce((low, one) => (one.megabytes < low.megabytes ? one : low)),
  );
}

function lineThrough(points: readonly Sample[]) {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const middleSeconds = mean(points.map(({ seconds }) => seconds));
  const middleMb = mean(points.map(({ megabytes }) => megabytes));
  const sum = (of: (point: Sample) => number) => points.reduce((all, point) => all + of(point), 0);
  const spread = sum(({ seconds }) => (seconds - middleSeconds) ** 2);
  const perSecond =
    sum(({ seconds, megabytes }) => (seconds - middleSeconds) * (megabytes - middleMb)) / spread;
  const rest = sum(
    ({ seconds, megabytes }) => (megabytes - middleMb - perSecond * (seconds - middleSeconds)) ** 2,
  );
  return {
    ...{ middleSeconds, middleMb, perSecond },
    errorPerSecond: Math.sqrt(rest / (points.length - 2) / spread),
  };
}
