/** A mail that may be sent, for the tests of sending. */
import { randomUUID } from 'node:crypto';
import { messageIdHeader } from '../../domain/identity.ts';
import type { OutgoingMail } from '../../mail/ports.ts';
import { bodyOf } from '../../mail/quoted-printable.ts';

export function outgoingMail(change: Partial<OutgoingMail> = {}): OutgoingMail {
  const messageId = change.messageId ?? randomUUID();
  return {
    messageId,
    relay: 'default',
    envelope: { from: 'b+token@mail.acme.test', to: 'ann@lead.test' },
    from: { name: 'Acme', address: 'hello@acme.test' },
    to: { name: 'Ann Lee', address: 'ann@lead.test' },
    replyTo: 'r+token@mail.acme.test',
    subject: 'How to start',
    html: bodyOf('<p>Hello Ann</p>'),
    text: bodyOf('Hello Ann'),
    messageIdHeader: messageIdHeader(messageId, 'mail.acme.test'),
    unsubscribe: { url: 'https://t.acme.test/u/abc', mailto: 'mailto:u+abc@mail.acme.test?subject=unsubscribe' },
    date: '2026-11-22T09:00:00.000Z',
    list: { name: 'Night load', id: 'night-load.energy-guide.lists.mail.acme.test' },
    feedbackId: 'night-load:nurture:Acme:mail-acme-test',
    inReplyTo: null,
    ...change,
  };
}
