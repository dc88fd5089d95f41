import { judgeFiles } from './judge/files.ts';
import { judgeJobs } from './judge/jobs.ts';
import { judgeLeases } from './judge/leases.ts';
import { judgeListings } from './judge/listings.ts';
import { judgeOrders } from './judge/orders.ts';
import { comeToRest } from './judge/rest.ts';
import type { Scene } from './stories/story.ts';

export interface Verdict {
  /** One sentence each; none: all is well. */
  wrong: string[];
  takeoverMs: number[];
}

/** Everything runs again and nothing goes wrong any more: what has to be so now, whatever happened before. */
export async function judge(scene: Scene): Promise<Verdict> {
  const wrong: string[] = [];
  let takeoverMs: number[] = [];
  const parts = [
    comeToRest,
    judgeListings,
    judgeOrders,
    judgeJobs,
    async () => {
      const leases = await judgeLeases(scene);
      takeoverMs = leases.takeoverMs;
      return leases.wrong;
    },
    judgeFiles,
  ];
  for (const part of parts) {
    try {
      wrong.push(...(await part(scene)));
    } catch (error) {
      wrong.push(`The judge could not see: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { wrong, takeoverMs };
}
