import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HttpConnection } from './http-connection.ts';

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    if (request.url === '/chunks') {
      // without a length: in chunks, in pieces that end anywhere
      for (const part of ['one', 'two'.repeat(30_000), body]) {
        response.write(part);
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    } else if (request.url === '/nothing') response.writeHead(204).end();
    else if (request.url === '/cut') request.socket.destroy();
    else if (request.url === '/refused') response.writeHead(409).end('no');
    else response.end(`${request.method} ${body}`.padEnd(200_000, '.'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('reads answers of every shape on one connection, one after the other', async () => {
  const connection = new HttpConnection(url);
  for (let round = 0; round < 3; round += 1) {
    // 200,000 letters, one of them of two bytes
    const sized = await connection.send({ method: 'POST', path: '/', body: 'häh' }, true);
    expect(sized).toMatchObject({ status: 200, bytes: 200_001 });
    expect(sized.body?.toString()).toMatch(/^POST häh\.+$/);
    const chunked = await connection.send(
      { method: 'POST', path: '/chunks', body: Buffer.from('end') },
      true,
    );
    expect(chunked.bytes).toBe(3 + 90_000 + 3);
    expect(chunked.body?.toString().slice(-6)).toBe('twoend');
    expect(await connection.send({ method: 'GET', path: '/nothing' })).toMatchObject({
      status: 204,
      bytes: 0,
    });
    const refused = await connection.send({ method: 'GET', path: '/refused' });
    expect([refused.status, refused.body?.toString()]).toEqual([409, 'no']);
  }
  connection.close();
});

it('says that a connection broke, and opens another', async () => {
  const connection = new HttpConnection(url);
  await expect(connection.send({ method: 'GET', path: '/cut' })).rejects.toThrow();
  expect((await connection.send({ method: 'GET', path: '/nothing' })).status).toBe(204);
  connection.close();
});
