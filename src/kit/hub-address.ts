/** Where the hub itself is reached. */
export interface HubAddress {
  /** `desk`: no public name, shops and buyers cannot reach the hub. `live`: one https name. */
  mode: 'desk' | 'live';
  /** Without a trailing slash. In desk mode the loopback address, which only this machine reaches. */
  url: string;
}

declare module './ctx.ts' {
  interface Ports {
    address: HubAddress;
    /** Seals secrets at rest; made on first start. */
    keyRing: import('./crypto.ts').KeyRing;
    /** Puts a new key in front of the ring and keeps it; answers its id. */
    addKey(): Promise<string>;
  }
}
