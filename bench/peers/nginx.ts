// The peer of downloads: nginx as a file server, set up as its documentation says is fastest.
import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../src/kit/free-port.ts';
import type { Bench } from '../harness/benchmark.ts';
import { until } from '../harness/hub.ts';

const program = ['nginx', '/usr/sbin/nginx'].find((name) => spawnSync(name, ['-v']).status === 0);

/** Serves the files of a folder; null where nginx is not installed. */
export async function startNginx(bench: Bench, root: string): Promise<{ url: string; pid: number } | null> {
  if (!program) return null;
  const folder = join(bench.folder, 'nginx');
  await mkdir(folder);
  await chmod(folder, 0o777);
  const port = await freePort();
  const config = `
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    daemon off; worker_processes auto; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections 8192; }
    http {
      access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000; open_file_cache max=1000;
      client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c;
      uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;
      default_type application/pdf;
      server { listen 127.0.0.1:${port}; root ${root}; }
    }`;
  await writeFile(join(folder, 'nginx.conf'), config);
  const child = spawn(program, ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  bench.atEnd(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const url = `http://127.0.0.1:${port}`;
  await until('nginx answers', () =>
    fetch(url).then(
      () => true,
      () => false,
    ),
  );
  return { url, pid: child.pid as number };
}
