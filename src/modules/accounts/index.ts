import type { HubModule } from '../../kit/module.ts';
import { changeRole } from './change-role.ts';
import { createApiKey } from './create-api-key.ts';
import { invitePerson } from './invite-person.ts';
import { tidyAccounts } from './jobs.ts';
import { listApiKeys } from './list-api-keys.ts';
import { listPeople } from './list-people.ts';
import { me, updateMe } from './me.ts';
import { removePerson } from './remove-person.ts';
import { revokeApiKey } from './revoke-api-key.ts';
import { signOutEverywhere } from './sign-out-everywhere.ts';

export { type Auth, createAuth, openPaths } from './auth.ts';
export { actorOfPerson, readKey } from './authenticate.ts';
export { ensureLocalKey } from './local-key.ts';
export { readMembers, readPersonOf } from './members.ts';
export { Role, scopesOf } from './roles.ts';
export { createSignInLink, mailSignInLink } from './sign-in-link.ts';

export const accountsModule: HubModule = {
  name: 'accounts',
  operations: [
    me,
    updateMe,
    signOutEverywhere,
    listPeople,
    invitePerson,
    changeRole,
    removePerson,
    listApiKeys,
    createApiKey,
    revokeApiKey,
  ],
  jobs: [tidyAccounts],
};
