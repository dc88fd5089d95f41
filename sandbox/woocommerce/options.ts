import type { FaultSettings } from '../kit/faults.ts';
import type { OnCall } from '../kit/shop-server.ts';

export interface WooCredentials {
  consumerKey: string;
  consumerSecret: string;
}

export interface SeedProduct {
  name: string;
  regularPrice?: string;
  sku?: string;
  description?: string;
  status?: string;
  tags?: string[];
  downloads?: { name: string; file: string }[];
  /** A string is base64. */
  images?: { bytes: Buffer | string; alt?: string }[];
}

export interface WooSandboxOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  seed?: number;
  shopName?: string;
  currency?: string;
  credentials?: Partial<WooCredentials>;
  /** Behaves as behind TLS: Basic is accepted. Plain http, the default, takes OAuth 1.0a only. */
  isHttps?: boolean;
  products?: SeedProduct[];
  specsDir?: string;
  faults?: Partial<FaultSettings>;
  onCall?: OnCall;
  /** Milliseconds since the epoch at which the shop's clock starts. */
  startAt?: number;
  /** Read at start and written at close. */
  stateFile?: string;
}
