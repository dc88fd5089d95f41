import { api, done, live } from './client.ts';

export const studioQuery = live(['hub'], ['studio'], () => done(api.GET('/studio')));
