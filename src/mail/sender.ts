import type { Transporter } from 'nodemailer';

export interface OutgoingMail {
  /** Stable: mail programs show a message that was sent twice once. */
  messageId: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Hands one message to a mail server. Throws when it is not taken. */
export interface MailSender {
  send(mail: OutgoingMail): Promise<void>;
}

declare module '../kit/ctx.ts' {
  interface Ports {
    /** Left out: SPINDLE_SMTP_URL decides; without it messages stay in the outbox for the seller to see. */
    mail?: MailSender;
  }
}

let opened: { url: string; sender: MailSender } | null = null;

/** The sender named by SPINDLE_SMTP_URL (`smtps://user:password@host:465`, from SPINDLE_MAIL_FROM), or null. */
export function senderFromEnvironment(): MailSender | null {
  const url = process.env.SPINDLE_SMTP_URL;
  if (!url) return null;
  if (opened?.url !== url) opened = { url, sender: smtpSender(url, process.env.SPINDLE_MAIL_FROM) };
  return opened.sender;
}

export function smtpSender(url: string, from: string | undefined): MailSender {
  let transport: Transporter | null = null;
  const sender = from || senderOf(url);
  return {
    send: async ({ messageId, to, ...mail }) => {
      transport ??= (await import('nodemailer')).createTransport(url);
      await transport.sendMail({ ...mail, messageId, from: sender, to: { name: '', address: to } });
    },
  };
}

function senderOf(url: string): string {
  const { username, hostname } = new URL(url);
  const user = decodeURIComponent(username);
  return user.includes('@') ? user : `patterns@${hostname}`;
}
