import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { claimLook, diffNeeds, quickSources, slowSources } from './look-store.ts';
import { readReaders } from './readers.ts';
import { readStudioZone } from './store.ts';
import { tellPerson } from './tell-person.ts';
import { lookBack } from './weekly.ts';

/** Brings what is known in line with what needs somebody now. */
export const look = (host: Host, withSlow = true): Promise<number> =>
  inTransaction(host, systemActor, async (ctx) => {
    const sources = withSlow ? [...quickSources, ...slowSources] : quickSources;
    const changes = await diffNeeds(ctx.tx, sources, ctx.clock.now());
    if (changes > 0) ctx.announce({ topic: 'hub', id: 'alerts' });
    return changes;
  });

/** Tells everybody who is to be told now. One person's trouble is not the others'. */
export async function tellEverybody(host: Host): Promise<number> {
  const studioZone = await readStudioZone(host.db);
  let messages = 0;
  for (const person of await readReaders(host.db)) {
    try {
      if (await tellPerson(host, person, studioZone)) messages += 1;
      if (await lookBack(host, person, studioZone)) messages += 1;
    } catch (error) {
      host.log.error({ err: error, personId: person.id }, 'somebody could not be told');
    }
  }
  return messages;
}

/** One turn of the loop: looks and tells, unless another process has done so a moment ago. True: it was this one. */
export async function turn(host: Host, everyMs: number, withSlow: boolean): Promise<boolean> {
  const isOurs = await host.transaction((tx) => claimLook(tx, host.clock.now(), everyMs));
  if (!isOurs) return false;
  await look(host, withSlow);
  await tellEverybody(host);
  return true;
}
