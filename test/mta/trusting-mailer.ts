/**
 * A process that sends one mail to the relay of its argument and tells over IPC what became of it. What it trusts is said
 * by NODE_EXTRA_CA_CERTS, which Node reads only when it starts.
 */
import { createMailer } from '../../mail/smtp.ts';
import { outgoingMail } from '../mail/outgoing-sample.ts';

const [url = '', messageId = '', to = ''] = process.argv.slice(2);
const mail = outgoingMail({ messageId, envelope: { from: 'b+token@mail.acme.test', to } });
const mailer = createMailer(url);
const result = await mailer.send(mail, async () => {});
await mailer.close();
process.send?.({ result });
process.disconnect?.();
