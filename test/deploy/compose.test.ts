import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { readVariables } from '../support/variables.ts';

const folder = join(import.meta.dirname, '../../deploy');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string };
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
}
let services: Record<string, Service>;
let volumes: string[];
beforeAll(() => {
  const text = read('compose.yaml');
  expect(parseDocument(text, { merge: true }).errors).toEqual([]);
  const file = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: object };
  services = file.services;
  volumes = Object.keys(file.volumes);
});

const variablesIn = (text: string): string[] =>
  [...text.matchAll(/\$\{(\w+)(?::?[-?][^}]*)?\}/g)].map((match) => match[1] ?? '');

describe('the compose file', () => {
  it('names only settings that the hub reads', () => {
    const known = readVariables();
    for (const name of ['api', 'worker'])
      for (const variable of Object.keys(services[name]?.environment ?? {}))
        expect(known, `${variable} of ${name}`).toContain(variable);
    expect(services.api?.environment?.SPINDLE_ROLE).toBe('api');
    expect(services.worker?.environment?.SPINDLE_ROLE).toBe('worker');
  });

  it('gives both parts the same database, files, keys and public name', () => {
    const shared = ({ environment = {}, volumes: mounted }: Service) => [
      environment.DATABASE_URL,
      environment.SPINDLE_STORAGE,
      environment.SPINDLE_PUBLIC_URL,
      mounted,
    ];
    expect(shared(services.api as Service)).toEqual(shared(services.worker as Service));
    expect(services.api?.volumes).toContain('hub:/data');
    expect(services.api?.environment?.SPINDLE_PUBLIC_URL).toMatch(/^https:\/\//);
  });

  it('opens nothing to the world but the door', () => {
    const open = Object.entries(services).filter(([, service]) => service.ports);
    expect(open.map(([name]) => name)).toEqual(['caddy']);
  });

  it('uses volumes and services that it has, and every one that it waits for says how it is', () => {
    for (const { volumes: mounted = [], depends_on = {} } of Object.values(services)) {
      const named = mounted.map((one) => one.split(':')[0] ?? '').filter((one) => /^\w/.test(one));
      expect(volumes).toEqual(expect.arrayContaining(named));
      for (const [other, { condition }] of Object.entries(depends_on)) {
        expect(condition).toBe('service_healthy');
        const waited = services[other];
        expect(waited?.healthcheck ?? waited?.build, other).toBeDefined();
      }
    }
    expect(read('Dockerfile')).toMatch(/^HEALTHCHECK /m);
    expect(services.api?.build).toEqual({ context: '..', dockerfile: 'deploy/Dockerfile' });
  });

  it('asks for what .env.example tells of, and .env.example tells of nothing else', () => {
    const told = [...read('.env.example').matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);
    const asked = new Set([...variablesIn(read('compose.yaml'))]);
    expect([...asked].filter((name) => name !== 'SPINDLE_LOG').sort()).toEqual([...new Set(told)].sort());
  });
});

it('the image has what the program reads at run time, and runs as nobody special', () => {
  const lines = read('Dockerfile').split('\n');
  const copied = lines.flatMap((line) => /^COPY --from=build \/app\/(\S+) /.exec(line)?.[1] ?? []);
  expect(copied).toEqual(
    expect.arrayContaining(['node_modules', 'src', 'scripts', 'dashboard/dist', 'package.json']),
  );
  expect(lines).toContain('USER node');
  const major = readFileSync(join(folder, '../.nvmrc'), 'utf8').split('.')[0];
  expect(
    lines.filter((line) => line.startsWith('FROM')).every((line) => line.includes(`node:${major}-`)),
  ).toBe(true);
});

it('the door leads to the api by the name and port that the compose file gives it', () => {
  expect(read('Caddyfile')).toContain(`dynamic a api ${services.api?.environment?.PORT}`);
  expect(read('Caddyfile')).toContain('{$SPINDLE_HOST}');
});
