import { startEtsySandbox } from './etsy/server.ts';
import { startWooSandbox } from './woocommerce/server.ts';

/** `node sandbox/main.ts [--etsy-port 4101] [--woo-port 4102] [--state folder]`: both shops until stopped. */
const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const folder = option('state');

const etsy = await startEtsySandbox({
  port: Number(option('etsy-port') ?? 4101),
  consent: 'page',
  credentials: { sharedSecret: option('etsy-secret') ?? 'sandbox-secret' },
  ...(folder ? { stateFile: `${folder}/etsy.json` } : {}),
});
const woo = await startWooSandbox({
  port: Number(option('woo-port') ?? 4102),
  ...(folder ? { stateFile: `${folder}/woocommerce.json` } : {}),
});
const { accessToken, refreshToken } = etsy.admin.token();

console.log(`Etsy sandbox         ${etsy.url}/v3/application
  x-api-key          ${etsy.credentials.keystring}:${etsy.credentials.sharedSecret}
  shop id, user id   ${etsy.shopId}, ${etsy.userId}
  access token       ${accessToken}
  refresh token      ${refreshToken}
  consent page       ${etsy.url}/oauth/connect
WooCommerce sandbox  ${woo.url}/wp-json/wc/v3
  consumer key       ${woo.credentials.consumerKey}
  consumer secret    ${woo.credentials.consumerSecret}
Controls             POST <shop>/_sandbox/<verb>, see sandbox/README.md`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    await Promise.all([etsy.close(), woo.close()]);
    process.exit(0);
  });
