/** A relay that keeps what it gets, and a mailer to it: both end with the test that asked for them. */
import { onTestFinished } from 'vitest';
import type { Mailer, OutgoingMail, SendResult } from '../../mail/ports.ts';
import { createMailer, type MailerOptions } from '../../mail/smtp.ts';
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from '../support/smtp-sink.ts';
import { outgoingMail } from './outgoing-sample.ts';

/** Time limits are long, so that a busy machine is not taken for a fault; a test that waits for one sets its own. */
export async function relay(
  sinkOptions: SmtpSinkOptions = {},
  options: MailerOptions = {},
): Promise<{ readonly sink: SmtpSink; readonly mailer: Mailer }> {
  const sink = await startSmtpSink(sinkOptions);
  onTestFinished(() => sink.close());
  const mailer = createMailer(sink.url, {
    ...options,
    timeouts: { connectionMs: 10_000, greetingMs: 10_000, socketMs: 10_000, drainMs: 500, ...options.timeouts },
  });
  onTestFinished(() => mailer.close());
  return { sink, mailer };
}

/** Sends and counts how often the ledger was told. */
export async function send(
  mailer: Mailer,
  mail: OutgoingMail = outgoingMail(),
): Promise<SendResult & { readonly hooks: number }> {
  let hooks = 0;
  const result = await mailer.send(mail, async () => {
    hooks += 1;
  });
  return { ...result, hooks };
}
