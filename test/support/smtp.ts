import { createServer } from 'node:net';

export interface SmtpSink {
  url: string;
  /** Each mail as it came, headers and all. */
  mails: string[];
  /** Set: every mail is put off. */
  isRefusing: boolean;
  close(): void;
}

/** A small mail server on loopback that keeps what it is given. */
export function startSmtp(): Promise<SmtpSink> {
  const server = createServer((socket) => {
    let data: string | null = null;
    let rest = '';
    socket.write('220 test\r\n');
    socket.on('data', (chunk) => {
      rest += chunk.toString();
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== null && line === '.') {
          sink.mails.push(data);
          data = null;
          socket.write('250 taken\r\n');
        } else if (data !== null) data += `${line}\n`;
        else if (/^RCPT/i.test(line) && sink.isRefusing) socket.write('451 try later\r\n');
        else if (/^DATA/i.test(line)) {
          data = '';
          socket.write('354 go on\r\n');
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      }
    });
    socket.on('error', () => socket.destroy());
  });
  const sink: SmtpSink = { url: '', mails: [], isRefusing: false, close: () => void server.close() };
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const at = server.address();
      sink.url = `smtp://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`;
      resolve(sink);
    });
  });
}

/** The text of a mail as a person reads it: quoted-printable and its soft line ends undone. */
export function readMail(raw: string): { to: string; subject: string; text: string } {
  const header = (name: string): string =>
    new RegExp(`^${name}: (.*(?:\\n[ \\t].*)*)`, 'm').exec(raw)?.[1]?.replace(/\n[ \t]/g, ' ') ?? '';
  const part = raw.split('Content-Type: text/plain')[1]?.split('\n--')[0] ?? '';
  const encoding = /Content-Transfer-Encoding: (\S+)/.exec(part)?.[1];
  const body = part.slice(part.indexOf('\n\n') + 2);
  const text = encoding === 'base64' ? Buffer.from(body, 'base64').toString() : unquote(body);
  return { to: header('To'), subject: words(header('Subject')), text };
}

const unquote = (text: string): string =>
  Buffer.from(
    text
      .replace(/=\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();

/** RFC 2047 words. */
const words = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, kind: string, body: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(body, 'base64').toString()
        : unquote(body.replaceAll('_', ' ')),
    );
