import { customType } from 'drizzle-orm/pg-core';

/** PostgreSQL bytea as a Buffer. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });
