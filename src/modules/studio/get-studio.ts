import { z } from 'zod';
import { defineOperation } from '../../kit/operation.ts';
import { selectDesigners, selectStudio } from './store.ts';
import { Studio, toStudio } from './studio.ts';

export const getStudio = defineOperation({
  name: 'studio.get',
  kind: 'query',
  summary: 'Show the studio: its name, currency, designers, and whether everything is stopped',
  route: { method: 'GET', path: '/studio' },
  scope: 'studio:read',
  versioned: true,
  input: z.object({}),
  output: Studio,
  async run({ tx, actor }) {
    const designers = await selectDesigners(tx);
    const own = actor.designerId ? designers.filter(({ id }) => id === actor.designerId) : designers;
    return toStudio(await selectStudio(tx), own);
  },
});
