/** The id of the live events about backups; after the one about `hub` the schedule looks at once. */
export const backupNews = 'backup';
