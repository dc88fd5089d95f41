import { Refusal, type Reply } from '../kit/router.ts';

export const refuse = (
  status: number,
  code: string,
  message: string,
  data: Record<string, unknown> = {},
): Refusal => new Refusal({ status, body: { code, message, data: { status, ...data } } });

export const serverError = (): Reply => ({
  status: 500,
  body: {
    code: 'internal_server_error',
    message: '<p>There has been a critical error on this website.</p>',
    data: { status: 500 },
  },
});

/** WooCommerce itself has no limit; hosts and security plugins answer so. */
export const rateLimited = (retryAfterSeconds: number): Reply => ({
  status: 429,
  headers: { 'retry-after': String(retryAfterSeconds) },
  body: '<html><body><h1>429 Too Many Requests</h1></body></html>',
});

export const invalidId = (noun: string, status = 404): Refusal =>
  refuse(status, `woocommerce_rest_${noun}_invalid_id`, 'Invalid ID.');
