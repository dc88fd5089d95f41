import type { Connector } from './connector.ts';
import { etsy } from './etsy/index.ts';
import { woocommerce } from './woocommerce/index.ts';

/** Every spoke, one line each. */
export const connectors: readonly Connector[] = [etsy, woocommerce];
