import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../test/support/host.ts';
import { studioModule } from '../modules/studio/index.ts';
import { heartbeatLoop, readHeartbeatUrl } from './heartbeat.ts';

let test: TestHost;
let beats = 0;
const heard: (() => void)[] = [];
const service = createServer((_request, response) => {
  beats += 1;
  response.end('OK');
  for (const tell of heard.splice(0)) tell();
});
beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  test = await createTestHost({ modules: [studioModule], connectors: [] });
});
afterAll(async () => {
  await test.close();
  service.close();
});

const nextBeat = () => new Promise<void>((resolve) => heard.push(resolve));

it('beats while everything works, and is silent when something does not', async () => {
  const url = new URL(`http://127.0.0.1:${(service.address() as AddressInfo).port}/ping`);
  const first = nextBeat();
  const loop = await heartbeatLoop(url, 20).start(test.host);
  await first;
  const { storage } = test.host.ports;
  const looks: (() => void)[] = [];
  test.host.ports.storage = {
    ...storage,
    size: () => {
      for (const tell of looks.splice(0)) tell();
      return Promise.reject(new Error('away'));
    },
  };
  const nextLook = () => new Promise<void>((resolve) => looks.push(resolve));
  // one after the other: with the first look at what is broken, the beats before it have ended
  await nextLook();
  const before = beats;
  for (let look = 0; look < 5; look++) await nextLook();
  expect(beats).toBe(before);
  test.host.ports.storage = storage;
  await nextBeat();
  await loop.stop();
});

it('wants an address, and does nothing without one', async () => {
  expect(readHeartbeatUrl(' ')).toBeNull();
  expect(() => readHeartbeatUrl('soon')).toThrow('SPINDLE_HEARTBEAT_URL is no address');
  expect(() => readHeartbeatUrl('file:///etc')).toThrow('SPINDLE_HEARTBEAT_URL is no address');
  await (await heartbeatLoop(null).start(test.host)).stop();
});
