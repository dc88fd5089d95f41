import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../test/support/host.ts';
import { type SmtpSink, startSmtp } from '../../test/support/smtp.ts';
import { inTransaction, systemActor } from '../kit/run-operation.ts';
import { mailModule, renderLetter, smtpSender, writeMessage } from './index.ts';
import { getMessage, listMessages } from './list-messages.ts';
import { sendMessageJob } from './send-message.ts';

const letter = {
  heading: 'Hello <Ada> & all',
  blocks: [
    { kind: 'text' as const, text: 'One.\n\nTwo "quoted".' },
    { kind: 'button' as const, label: 'My patterns', url: 'https://hub.example/my/a?b=1&c=2' },
    { kind: 'links' as const, items: [{ label: 'a.pdf', note: '1 MB', url: 'https://hub.example/d/x' }] },
  ],
  footer: 'Because you bought.',
};

let test: TestHost;
let smtp: SmtpSink;
beforeAll(async () => {
  smtp = await startSmtp();
  test = await createTestHost({ modules: [mailModule], jobs: false });
});
afterAll(async () => {
  smtp.close();
  await test.close();
});

const write = (cause: string) =>
  inTransaction(test.host, systemActor, (ctx) =>
    writeMessage(ctx, {
      kind: 'order',
      buyerId: null,
      recipient: 'ada@example.test',
      subject: 'Your patterns\r\nBcc: everybody@example.test',
      cause,
      letter,
    }),
  );

describe('a letter', () => {
  it('says the same in both bodies and escapes what others wrote', () => {
    const { text, html } = renderLetter(letter);
    expect(html).toContain('Hello &lt;Ada&gt; &amp; all');
    expect(html).toContain('href="https://hub.example/my/a?b=1&amp;c=2"');
    expect(text).toContain('Hello <Ada> & all');
    expect(text).toContain('My patterns:\nhttps://hub.example/my/a?b=1&c=2');
  });
});

describe('a message', () => {
  it('stays in the outbox without a server, one a cause', async () => {
    const id = await write('order:1');
    expect(await write('order:1')).toBeNull();
    const page = await test.run(listMessages, {});
    expect(page.items).toMatchObject([{ id, state: 'outbox', recipient: 'ada@example.test' }]);
    expect(page.items[0]?.subject).not.toContain('\n');
    expect((await test.run(getMessage, { messageId: id ?? '' })).textBody).toContain('Because you bought.');
  });

  it('leaves by SMTP, once, with no header of somebody else’s', async () => {
    test.host.ports.mail = smtpSender(smtp.url, 'shop@example.test');
    const messageId = (await write('order:2')) ?? '';
    smtp.isRefusing = true;
    await expect(sendMessageJob.run(test.host, { messageId })).rejects.toThrow();
    const waiting = (await test.run(listMessages, { state: 'waiting' })).items[0];
    expect(waiting?.error).toContain('451');
    smtp.isRefusing = false;
    await sendMessageJob.run(test.host, { messageId });
    await sendMessageJob.run(test.host, { messageId });
    expect(smtp.mails).toHaveLength(1);
    expect(smtp.mails[0]).toContain(`Message-ID: <${messageId}@127.0.0.1>`);
    expect(smtp.mails[0]).not.toMatch(/^Bcc:/m);
    expect((await test.run(listMessages, { state: 'sent' })).items).toHaveLength(1);
  });
});

it('what the hub tells its own people is not among the messages to buyers, and nobody else reads it', async () => {
  const id = await inTransaction(test.host, systemActor, (ctx) =>
    writeMessage(ctx, {
      kind: 'alert',
      buyerId: null,
      recipient: 'seller@example.test',
      subject: 'Two things need you',
      cause: 'alert:1',
      letter,
    }),
  );
  expect((await test.run(listMessages, {})).items.some((message) => message.id === id)).toBe(false);
  await expect(test.run(getMessage, { messageId: id ?? '' })).rejects.toMatchObject({ code: 'not-found' });
});
