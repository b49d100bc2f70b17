/** A mail that a demo command has somebody write: over SMTP to the inbound listener, as their mail program would. */
import type { MessageView } from '../db/store.ts';
import { TendrilError } from '../domain/errors.ts';
import { messageIdHeader } from '../domain/identity.ts';
import { makeToken } from '../domain/tokens.ts';
import type { Cli } from './command.ts';
import { mailWords } from './newest-mail.ts';
import { printable } from './terminal/width.ts';

const host = '127.0.0.1';
const patienceMs = 10_000;

/** Answers a mail as whoever got it. @throws ENGINE_UNAVAILABLE */
export async function playReply(cli: Cli, mail: MessageView, text: string): Promise<void> {
  const services = await cli.services();
  const { inboundPort, mailDomain } = services.config;
  const { signer } = await services.keys();
  const to = `r+${makeToken(signer, { purpose: 'reply', id: mail.id, index: 0 })}@${mailDomain}`;
  const subject = `Re: ${mail.subject ?? ''}`;
  const inReplyTo = messageIdHeader(mail.id, mailDomain);
  const response = await submit(inboundPort, { from: mail.recipient, to, subject, inReplyTo, text });
  if (cli.screen.json) return cli.screen.record({ messageId: mail.id, from: mail.recipient, to, subject, response });
  await cli.screen.line(printable(`${mail.recipient} replied to ${mailWords(mail)}: ${response}`));
}

interface Reply {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly inReplyTo: string;
  readonly text: string;
}

/** Hands the reply to the listener; returns what it answered. @throws ENGINE_UNAVAILABLE */
async function submit(port: number, reply: Reply): Promise<string> {
  const { createTransport } = await import('nodemailer');
  const timeouts = { connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs };
  // The listener is on this machine; TLS would only ask for a certificate that it does not have.
  const transport = createTransport({ host, port, secure: false, ignoreTLS: true, ...timeouts });
  try {
    const sent = await transport.sendMail({ ...reply, references: reply.inReplyTo });
    return sent.response;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TendrilError(
      'ENGINE_UNAVAILABLE',
      `The inbound listener on port ${port} did not take the mail: ${why}`,
      { port },
      cause,
    );
  } finally {
    transport.close();
  }
}
