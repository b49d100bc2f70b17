/**
 * How mails are usually sent from Node: nodemailer's pool, which composes each of them anew from its texts. The mail is a
 * given one of ours, with the same headers and bodies, and a name filled in.
 */
import nodemailer from 'nodemailer';
import type { OutgoingMail } from '../mail/ports.ts';
import { decodedBody } from '../mail/quoted-printable.ts';
import { nobody } from './sending.ts';

/** The parts of a mail that nodemailer is given; plain JSON. */
export interface EqualMail {
  readonly from: string;
  readonly envelopeFrom: string;
  readonly replyTo: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly unsubscribe: string;
  readonly listId: string;
  readonly feedbackId: string;
}

const known = 'Ann';

export function equalTo(mail: OutgoingMail): EqualMail {
  const { from, envelope, replyTo, subject, html, text, unsubscribe, list, feedbackId } = mail;
  return {
    from: `"${from.name}" <${from.address}>`,
    envelopeFrom: envelope.from,
    replyTo: `"${from.name}" <${replyTo}>`,
    subject,
    html: decodedBody(html),
    text: decodedBody(text),
    unsubscribe: `<${unsubscribe?.url}>, <${unsubscribe?.mailto}>`,
    listId: `"${list?.name}" <${list?.id}>`,
    feedbackId: feedbackId ?? '',
  };
}

export interface NodemailerSide {
  send(n: number): Promise<void>;
  close(): void;
}

export function nodemailerSide(mail: EqualMail, port: number, connections: number): NodemailerSide {
  const transport = nodemailer.createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    maxConnections: connections,
    maxMessages: 1000,
  });
  return {
    async send(n) {
      const name = `Zoe${n}`;
      const to = nobody();
      await transport.sendMail({
        from: mail.from,
        to,
        envelope: { from: mail.envelopeFrom, to },
        replyTo: mail.replyTo,
        subject: mail.subject.replace(known, name),
        html: mail.html.replaceAll(known, name),
        text: mail.text.replaceAll(known, name),
        headers: {
          'List-Unsubscribe': mail.unsubscribe,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          'List-Id': mail.listId,
          'Feedback-ID': mail.feedbackId,
        },
      });
    },
    close: () => transport.close(),
  };
}
