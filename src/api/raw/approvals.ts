import formBody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { HubError, isHubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { toDecimal } from '../../kit/money.ts';
import type { Host } from '../../kit/run-operation.ts';
import { approveByLink, mostByMail, openApproval } from '../../modules/alerts/index.ts';
import { readStudioName } from '../../modules/delivery/index.ts';
import { approvedPage, approvePage, nothingToApprovePage } from '../../store/index.ts';
import { refuseForeignOrigin } from '../csrf.ts';
import { strictLimit } from '../limits.ts';

const limited = { config: { rateLimit: strictLimit } };
const Plan = z
  .string()
  .max(400)
  .transform((text) => text.split(' '))
  .pipe(z.tuple([Id, z.string().min(1).max(300)]));
const Body = z.object({
  plan: z
    .union([z.string(), z.array(z.string()).max(mostByMail)])
    .transform((all) => [all].flat())
    .pipe(z.array(Plan)),
});

/** The seller's click by mail. Looking changes nothing and uses nothing up: mail scanners and previews look at links. */
export async function registerApprovals(app: FastifyInstance, host: Host): Promise<void> {
  await app.register(formBody, { bodyLimit: 32_768 });

  app.get<{ Params: { token: string } }>('/approve/:token', limited, async (request, reply) => {
    const { token } = request.params;
    const studio = await readStudioName(host.db);
    const opened = await openApproval(host, token);
    if (!opened || opened.plans.length === 0)
      return show(reply, opened ? 200 : 404, nothingToApprovePage(opened !== null, studio));
    return show(
      reply,
      200,
      approvePage(token, opened.plans, studio, (fee) => `${toDecimal(fee)} ${fee.currency}`),
    );
  });

  app.post<{ Params: { token: string } }>('/approve/:token', limited, async (request, reply) => {
    refuseForeignOrigin(request);
    const studio = await readStudioName(host.db);
    const { data } = Body.safeParse(request.body);
    if (!data) throw new HubError('malformed', 'The page was not sent whole. Open the link again.');
    const plans = data.plan.map(([listingId, planHash]) => ({ listingId, planHash }));
    try {
      const { approved, changed } = await approveByLink(host, request.params.token, plans);
      return show(reply, 200, approvedPage(approved, changed.length, studio));
    } catch (error) {
      if (isHubError(error) && error.code === 'not-found')
        return show(reply, 404, nothingToApprovePage(false, studio));
      throw error;
    }
  });
}

const show = (reply: FastifyReply, status: number, body: string): FastifyReply =>
  reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(body);
