/** What refusals mean, as servers of many makers write them into delivery reports; none stands in the corpus. */
import { describe, expect, it } from 'vitest';
import type { BounceClass } from '../../domain/bounce-class.ts';
import { readMail } from '../../mail/inbound/reading.ts';
import { bounce, receivedAt, statusReport } from './bounce-samples.ts';

type Refusal = readonly [status: string, diagnostic: string, found: BounceClass];

const refusals: readonly Refusal[] = [
  // Gone, or never there.
  [
    '5.1.1',
    'smtp; 550 5.1.1 The email account that you tried to reach does not exist. https://support.google.com/mail/?p=NoSuchUser',
    'hard',
  ],
  ['5.0.0', 'smtp; 550-Requested action not taken: mailbox unavailable 550 invalid recipient', 'hard'],
  ['5.1.10', 'smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup', 'hard'],
  ['5.0.0', 'smtp; 550 #5.1.0 Address rejected.', 'hard'],
  [
    '5.5.0',
    'smtp; 550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). [BN8NAM12FT054.eop-nam12.prod.protection.outlook.com]',
    'hard',
  ],
  [
    '5.0.0',
    "smtp; 554 delivery error: dd This user doesn't have a yahoo.com account (ann@lead.test) [0] - mta4213.mail.bf1.yahoo.com",
    'hard',
  ],
  ['5.1.1', 'smtp; 550 5.1.1 unknown or illegal alias: ann@lead.test', 'hard'],
  ['5.1.1', 'smtp; 550 5.1.1 User does not exist - <ann@lead.test>', 'hard'],
  ['5.1.6', 'smtp; 550 5.1.6 recipient no longer on server: ann@lead.test', 'hard'],
  // Nobody says for good why.
  [
    '5.2.1',
    'smtp; 550 5.2.1 The email account that you tried to reach is disabled. Learn more at https://support.google.com/mail/?p=DisabledUser',
    'unsure',
  ],
  [
    '5.0.0',
    'smtp; 554 30 Sorry, your message to ann@lead.test cannot be delivered. This mailbox is disabled (554.30).',
    'unsure',
  ],
  ['5.1.1', 'smtp; 550 5.1.1 RCP-P2 Refused due to recipient preferences', 'unsure'],
  ['5.0.0', 'smtp; 550 Requested action not taken', 'unsure'],
  // Its domain.
  [
    '5.4.4',
    'smtp; 550 5.4.4 Invalid arguments; Host or domain name not found. Name service error for name=lead.test type=MX: Host not found',
    'hard-domain',
  ],
  [
    '5.1.2',
    'X-Postfix; Host or domain name not found. Name service error for name=lead.test type=A: Host not found',
    'hard-domain',
  ],
  ['5.4.310', 'smtp; 550 5.4.310 DNS domain lead.test does not exist [Message=InfoDomainNonexistent]', 'hard-domain'],
  ['5.1.10', 'smtp; 556 5.1.10 Recipient address rejected: Domain lead.test does not accept mail (nullMX)', 'hard'],
  // Full.
  [
    '5.2.2',
    'smtp; 552 5.2.2 The email account that you tried to reach is over quota and inactive. https://support.google.com/mail/?p=OverQuotaPerm',
    'mailbox-full',
  ],
  ['5.1.1', 'smtp; 552 sorry, mailbox ann@lead.test is over quota temporarily (#5.1.1)', 'mailbox-full'],
  [
    '5.0.0',
    'smtp; 554 5.2.2 mailbox full;STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded',
    'mailbox-full',
  ],
  ['4.2.2', 'smtp; 452 4.2.2 The email account that you tried to reach is over quota.', 'mailbox-full'],
  ['5.7.1', "smtp; 550 5.7.1 Requested mail action aborted: The recipient's mailbox is full", 'mailbox-full'],
  // Tried for too long.
  ['4.4.1', 'X-Postfix; connect to mail.lead.test[192.0.2.7]:25: Connection refused', 'expired'],
  ['5.4.7', 'smtp; 554 5.4.7 [internal] exceeded max time without delivery', 'expired'],
  ['4.4.7', 'smtp; 550 4.4.7 QUEUE.Expired; message expired', 'expired'],
  ['5.4.316', 'smtp; 550 5.4.316 Message expired, connection refused(Socket error code 10061)', 'expired'],
  [
    '4.4.2',
    'X-Postfix; lost connection with mx.lead.test[192.0.2.7] while sending end of data -- message may be sent more than once',
    'expired',
  ],
  // The mail itself.
  ['5.3.4', 'smtp; 552 5.3.4 Message size exceeds fixed limit', 'content'],
  ['5.2.3', 'smtp; 552-5.2.3 Your message exceeded Google message size limits.', 'content'],
  [
    '5.7.1',
    'smtp; 554 5.7.1 The message from (<us@ours.test>) with the subject of (Hello) matches a profile the Internet community may consider spam. Please revise your message before resending.',
    'content',
  ],
  [
    '5.7.1',
    'smtp; 550-5.7.1 Our system has detected that this message is likely unsolicited mail. https://support.google.com/mail/?p=UnsolicitedMessageError',
    'content',
  ],
  ['5.6.0', 'smtp; 554 5.6.0 Message contains invalid header', 'content'],
  [
    '5.7.1',
    'smtp; 550 5.7.1 This message has been blocked because it contains a virus (Eicar-Test-Signature)',
    'content',
  ],
  // We are refused.
  [
    '5.7.26',
    'smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.',
    'blocked-authentication',
  ],
  [
    '5.7.515',
    'smtp; 550 5.7.515 Access denied, sending domain ours.test does not meet the required authentication level.',
    'blocked-authentication',
  ],
  ['5.7.1', 'smtp; 550 5.7.1 Email rejected per DMARC policy for ours.test', 'blocked-authentication'],
  [
    '5.7.25',
    'smtp; 550-5.7.25 [192.0.2.1] The IP address sending this message does not have a PTR record setup',
    'blocked-authentication',
  ],
  [
    '5.7.1',
    'smtp; 450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]',
    'blocked-authentication',
  ],
  [
    '5.7.1',
    'smtp; 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1',
    'blocked-reputation',
  ],
  [
    '5.7.1',
    "smtp; 550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).",
    'blocked-reputation',
  ],
  [
    '5.7.0',
    'smtp; 421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1',
    'blocked-reputation',
  ],
  [
    '5.7.1',
    'smtp; 554 5.7.1 [CS01] Message rejected due to local policy. Please visit https://support.apple.com/en-us/HT204137',
    'blocked-reputation',
  ],
  [
    '5.0.0',
    "smtp; 554 Your access to this mail system has been rejected due to the sending MTA's poor reputation.",
    'blocked-reputation',
  ],
  ['5.7.1', 'smtp; 550 5.7.1 Message rejected by administrative policy', 'blocked-policy'],
  ['5.1.8', 'smtp; 553 5.1.8 <us@ours.test>... Domain of sender address us@ours.test does not exist', 'blocked-policy'],
  ['5.7.1', 'smtp; 550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized', 'blocked-policy'],
  [
    '5.7.133',
    'smtp; 550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group',
    'blocked-policy',
  ],
  [
    '4.7.28',
    'smtp; 421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address. To protect our users from spam, mail sent from your IP has been rate limited.',
    'blocked-policy',
  ],
  [
    '5.0.0',
    'smtp; 550 Mail content denied. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000726',
    'content',
  ],
  // Set up wrongly.
  ['5.7.1', 'smtp; 554 5.7.1 <ann@lead.test>: Relay access denied', 'configuration'],
  ['5.7.64', 'smtp; 550 5.7.64 TenantAttribution; Relay Access Denied SMTP', 'configuration'],
  ['5.4.6', 'smtp; 554 5.4.6 Hop count exceeded - possible mail loop', 'configuration'],
  ['5.4.14', 'smtp; 550 5.4.14 Hop count exceeded - possible mail loop ATTR34', 'configuration'],
  ['5.3.0', "x-unix; can't create user output file. Command output: procmail: Error while writing", 'configuration'],
];

describe('a refusal in a delivery report', () => {
  it.each(refusals)('%s %s is %s', async (status, diagnostic, found) => {
    const reading = await readMail(statusReport({ status, diagnostic }), { receivedAt });
    expect(bounce(reading)).toEqual([expect.objectContaining({ address: 'ann@lead.test', class: found })]);
  });

  it('is no dead address unless the mailbox, or its domain for good, does not exist', async () => {
    for (const [status, diagnostic, found] of refusals) {
      const [recipient] = bounce(await readMail(statusReport({ status, diagnostic }), { receivedAt }));
      expect([diagnostic, recipient?.hard]).toEqual([diagnostic, found === 'hard' || found === 'hard-domain']);
    }
  });
});
