import { defineJob } from '../../kit/module.ts';
import { deleteExpired } from './store.ts';

export const tidyAccounts = defineJob({
  name: 'accounts.tidy',
  cron: '17 3 * * *',
  run: (host) => deleteExpired(host.db, host.clock.now()),
});
