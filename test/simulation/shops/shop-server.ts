/** Twin of the sandbox's HTTP server: its routes answer in this process, its network is the simulation's. */

import { Refusal, type Reply, type ShopRequest } from '../../../sandbox/kit/router.ts';
import type { ShopServer, ShopServerOptions } from '../../../sandbox/kit/shop-server.ts';

/** One shop that can be called: what it answers, and whether the call would change it. */
export interface ShopDoor {
  answer(request: ShopRequest): Promise<Reply>;
  isWrite(request: ShopRequest): boolean;
  serverError(): Reply;
  rateLimited(retryAfterSeconds: number): Reply;
}

const doors = new Map<string, ShopDoor>();
export const findDoor = (origin: string): ShopDoor | null => doors.get(origin) ?? null;
export const closeDoors = (): void => doors.clear();

export async function startShopServer(options: ShopServerOptions): Promise<ShopServer> {
  const url = `http://shop-${doors.size + 1}.test`;
  doors.set(url, {
    answer: async (request) => {
      try {
        return await options.answer(request);
      } catch (error) {
        if (error instanceof Refusal) return error.reply;
        throw error;
      }
    },
    isWrite: options.isWrite,
    serverError: options.serverError,
    rateLimited: options.rateLimited,
  });
  return { url, close: async () => void doors.delete(url) };
}
