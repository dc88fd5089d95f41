import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { readOffers } from '../catalog/index.ts';
import { readChannel } from '../channels/index.ts';
import { readCurrentFiles } from '../files/index.ts';
import { planFiles } from './file-plan.ts';

export const previewFiles = defineOperation({
  name: 'listings.previewFiles',
  kind: 'query',
  summary: 'Show which files a shop’s buyer would see for an offer, under which names',
  route: { method: 'GET', path: '/channels/{channelId}/offers/{offerId}/files' },
  scope: 'listings:read',
  input: z.object({ channelId: Id, offerId: Id, language: z.string().optional() }),
  output: z.object({
    files: z.array(
      z.object({
        slot: z.string(),
        name: z.string(),
        isArchive: z.boolean(),
        sizeBytes: z.int(),
        members: z.array(z.object({ role: z.string(), name: z.string(), sizeBytes: z.int() })),
      }),
    ),
    problems: z.array(z.string()),
  }),
  async run(ctx, { channelId, offerId, language }) {
    const channel = await readChannel(ctx.tx, channelId, ctx.actor);
    const [offer] = await readOffers(ctx.tx, [offerId]);
    if (!offer || (ctx.actor.designerId && offer.designerId !== ctx.actor.designerId))
      throw new HubError('not-found', 'There is no such offer in the catalogue.');
    const { files, problems } = planFiles({
      files: await readCurrentFiles(ctx.tx, offer.memberPatternIds),
      parts: offer.parts,
      language: language ?? null,
      rule: channel.filePlan,
      limits: ctx.ports.connectors.get(channel.kind).limits,
    });
    return {
      problems: problems.map((problem) => problem.message),
      files: files.map((file) => ({
        slot: file.slot,
        name: file.name,
        isArchive: file.isArchive,
        sizeBytes: file.members.reduce((sum, member) => sum + member.sizeBytes, 0),
        members: file.members.map(({ role, name, sizeBytes }) => ({ role, name, sizeBytes })),
      })),
    };
  },
});
