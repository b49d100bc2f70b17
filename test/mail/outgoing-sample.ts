/** A mail that may be sent, for the tests of sending. */
import { randomUUID } from 'node:crypto';
import { messageIdHeader } from '../../domain/identity.ts';
import type { OutgoingMail } from '../../mail/ports.ts';

export function outgoingMail(change: Partial<OutgoingMail> = {}): OutgoingMail {
  const messageId = change.messageId ?? randomUUID();
  return {
    messageId,
    envelope: { from: 'b+token@mail.acme.test', to: 'ann@lead.test' },
    from: { name: 'Acme', address: 'hello@acme.test' },
    to: { name: 'Ann Lee', address: 'ann@lead.test' },
    replyTo: 'r+token@mail.acme.test',
    subject: 'How to start',
    html: '<p>Hello Ann</p>',
    text: 'Hello Ann',
    messageIdHeader: messageIdHeader(messageId, 'mail.acme.test'),
    unsubscribe: { url: 'https://t.acme.test/u/abc', mailto: 'mailto:u+abc@mail.acme.test?subject=unsubscribe' },
    inReplyTo: null,
    ...change,
  };
}
