/**
 * Reports that are written for people only, as mail servers of many makers lay them out; none stands in the corpus.
 * Long, because it is a list of layouts.
 */
import { describe, expect, it } from 'vitest';
import type { BounceClass } from '../../domain/bounce-class.ts';
import { readMail } from '../../mail/inbound/reading.ts';
import { bounce, mailOf, plainReport, receivedAt } from './bounce-samples.ts';

type Told = readonly (readonly [address: string, found: BounceClass])[];

const header = [
  'Received: from ours.test by mx.ours.test; Mon, 1 Jun 2026 10:00:00 +0000',
  'To: bob@other.test',
  'Message-ID: <m.1@ours.test>',
];

const layouts: readonly (readonly [name: string, subject: string, text: readonly string[], told: Told])[] = [
  [
    'qmail',
    'failure notice',
    [
      'Hi. This is the qmail-send program at mx.ours.test.',
      "I'm afraid I wasn't able to deliver your message to the following addresses.",
      "This is a permanent error; I've given up. Sorry it didn't work out.",
      '',
      '<ann@lead.test>:',
      'Sorry, no mailbox here by that name. (#5.1.1)',
      '',
      '<ben@lead.test>:',
      "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)",
      "I'm not going to try again; this message has been in the queue too long.",
      '',
      '--- Below this line is a copy of the message.',
      '',
      ...header,
    ],
    [
      ['ann@lead.test', 'hard'],
      ['ben@lead.test', 'expired'],
    ],
  ],
  [
    'old Sendmail',
    'Returned mail: Host unknown',
    [
      'The original message was received at Mon, 1 Jun 2026 10:00:00 GMT',
      '',
      '   ----- The following addresses had permanent fatal errors -----',
      '<ann@nowhere.test>',
      '',
      '   ----- Transcript of session follows -----',
      '550 5.1.2 <ann@nowhere.test>... Host unknown (Name server: nowhere.test: host not found)',
      '',
      '   ----- Original message follows -----',
      '',
      ...header,
    ],
    [['ann@nowhere.test', 'hard-domain']],
  ],
  [
    'Exim, late',
    'Warning: message 1abc delayed 24 hours',
    [
      'This message was created automatically by mail delivery software.',
      'A message that you sent has not yet been delivered to one or more of its',
      'recipients after more than 24 hours on the queue on mx.ours.test.',
      '',
      'The address to which the message has not yet been delivered is:',
      '',
      '  ann@lead.test',
      '    Delay reason: SMTP error from remote mail server after RCPT TO:<ann@lead.test>:',
      '    451 4.7.1 Greylisting in action, please come back later',
      '',
      'No action is required on your part. Delivery attempts will continue for',
    ],
    [['ann@lead.test', 'deferred']],
  ],
  [
    'Exim, two of many',
    'Mail delivery failed: returning message to sender',
    [
      'The following address(es) failed:',
      '',
      '  ann@lead.test',
      '    host mx.lead.test [192.0.2.9]',
      '    SMTP error from remote mail server after RCPT TO:<ann@lead.test>:',
      '    550 5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org',
      '  ben@lead.test',
      '    host mx.lead.test [192.0.2.9]',
      '    SMTP error from remote mail server after RCPT TO:<ben@lead.test>:',
      '    550 No such user here',
      '',
      '------ This is a copy of the message, including all the headers. ------',
      '',
      ...header,
    ],
    [
      ['ann@lead.test', 'blocked-reputation'],
      ['ben@lead.test', 'hard'],
    ],
  ],
  [
    'Exchange 5.5',
    'Undeliverable: Hello',
    [
      'Your message',
      '',
      '  To:      ann@lead.test',
      '  Subject: Hello',
      '  Sent:    Mon, 1 Jun 2026 10:00:00 +0000',
      '',
      'did not reach the following recipient(s):',
      '',
      'ann@lead.test on Mon, 1 Jun 2026 10:00:01 +0000',
      '    The e-mail account does not exist at the organization this message was sent to.  Check the e-mail address,',
      '    or contact the recipient directly to find out the correct address.',
      '    <mx.lead.test #5.1.1>',
    ],
    [['ann@lead.test', 'hard']],
  ],
  [
    'Exchange, over the limit',
    'Undeliverable: Hello',
    [
      'Your message did not reach some or all of the intended recipients.',
      '',
      'The following recipient(s) cannot be reached:',
      '',
      "      'ann@lead.test' on 6/1/2026 10:00 AM",
      '            The message size exceeds the limit. 552 5.3.4 Message size exceeds fixed maximum',
    ],
    [['ann@lead.test', 'content']],
  ],
  [
    'Gmail of today',
    'Delivery Status Notification (Failure)',
    [
      '',
      '** Message blocked **',
      '',
      'Your message to ann@lead.test has been blocked. See technical details below for more information.',
      '',
      'The response from the remote server was:',
      '',
      '550 5.7.1 [192.0.2.1] Message rejected: the sending IP is on a block list',
    ],
    [['ann@lead.test', 'blocked-reputation']],
  ],
  [
    'Yahoo',
    'Failure Notice',
    [
      'Sorry, we were unable to deliver your message to the following address.',
      '',
      '<ann@lead.test>:',
      '554: 5.2.2 mailbox full',
      '',
      '--- Below this line is a copy of the message.',
      '',
      ...header,
    ],
    [['ann@lead.test', 'mailbox-full']],
  ],
  [
    'Lotus Domino',
    'DELIVERY FAILURE: User ann (ann@lead.test) not listed in Domino Directory',
    [
      'Your message',
      '',
      '  Subject: Hello',
      '',
      'was not delivered to:',
      '',
      '  ann@lead.test',
      '',
      'because:',
      '',
      '  User ann (ann@lead.test) not listed in Domino Directory',
    ],
    [['ann@lead.test', 'hard']],
  ],
  [
    'MDaemon',
    'Warning: ann@lead.test - User unknown!',
    [
      'The following data may contain sections which represent BASE64 encoded',
      'file attachments.',
      '',
      '  The attached message had PERMANENT fatal delivery errors!',
      '',
      'After one or more unsuccessful delivery attempts the attached message has',
      'been removed from the mail queue on this server.',
      '',
      'YOUR MESSAGE WAS NOT DELIVERED TO ONE OR MORE RECIPIENTS!',
      '',
      'Failed address: ann@lead.test',
      '',
      '--- Session Transcript ---',
      ' <-- 250 2.1.0 Sender OK',
      ' --> RCPT To:<ann@lead.test>',
      ' <-- 550 5.1.1 User unknown',
      '--- End Transcript ---',
    ],
    [['ann@lead.test', 'hard']],
  ],
  [
    'IMail',
    'Undeliverable Mail',
    ['Unknown host: ann@nowhere.test', '', 'Original message follows.', '', ...header],
    [['ann@nowhere.test', 'hard-domain']],
  ],
  [
    'Courier',
    'NOTICE: mail delivery status.',
    [
      'This is a delivery status notification from mx.ours.test,',
      'running the Courier mail server, version 0.65.',
      '',
      'The original message was received on Mon, 01 Jun 2026 10:00:00 +0000',
      'from ours.test',
      '',
      '---------------------------------------------------------------------------',
      '',
      '                           UNDELIVERABLE MAIL',
      '',
      'Your message to the following recipients cannot be delivered:',
      '',
      '<ann@lead.test>:',
      '    mx.lead.test [192.0.2.9]:',
      '    >>> RCPT TO:<ann@lead.test>',
      '    <<< 550 <ann@lead.test>: Recipient address rejected: User unknown in local recipient table',
    ],
    [['ann@lead.test', 'hard']],
  ],
  [
    'MailEnable',
    'Message Delivery Failure',
    [
      'MailEnable: Message delivery has failed.',
      '',
      'Message is from: us@ours.test',
      'Recipient: [SMTP:ann@lead.test]',
      'Reason: The following recipient(s) could not be reached:',
      '',
      '    Recipient: [SMTP:ann@lead.test]',
      '    Reason: Remote SMTP Server Returned: 552 Mailbox full',
    ],
    [['ann@lead.test', 'mailbox-full']],
  ],
  [
    'GroupWise',
    'Message status - undeliverable',
    ['The message that you sent was undeliverable to the following:', '\tann@lead.test (user not found)'],
    [['ann@lead.test', 'unsure']],
  ],
  [
    'hMailServer',
    'Message undeliverable: Hello',
    [
      'Your message did not reach some or all of the intended recipients.',
      '',
      '   Sent: Mon, 1 Jun 2026 10:00:00 +0000',
      '   Subject: Hello',
      '',
      'The following recipient(s) could not be reached:',
      '',
      'ann@lead.test',
      '   Error Type: SMTP',
      '   Remote server (192.0.2.9) issued an error.',
      '   hMailServer sent: RCPT TO:<ann@lead.test>',
      '   Remote server replied: 550 5.1.1 No such user',
      '',
      'hMailServer',
    ],
    [['ann@lead.test', 'hard']],
  ],
  [
    'Kerio',
    'Undeliverable mail',
    [
      'Your message was not delivered to the following recipients:',
      '',
      'ann@lead.test: 554 5.7.1 rejected: message is spam',
      '',
      ...header,
    ],
    [['ann@lead.test', 'content']],
  ],
  [
    'PowerMTA, plain',
    'Delivery report',
    [
      'This message was created automatically by the mail system (ecelerity).',
      '',
      'A message that you sent could not be delivered to one or more of its',
      'recipients. This is a permanent error. The following address(es) failed:',
      '',
      '>>> ann@lead.test (after RCPT TO): 550 5.1.1 unknown user',
      '',
      '------ This is a copy of the headers of the original message. ------',
      '',
      ...header,
    ],
    [['ann@lead.test', 'hard']],
  ],
  [
    'German provider',
    'Mail delivery failed: returning message to sender',
    [
      'Diese Nachricht wurde automatisch erzeugt.',
      'Ihre Nachricht konnte nicht zugestellt werden:',
      '',
      'ann@lead.test:',
      'Postfach voll / mailbox full: 552 Requested mail action aborted: exceeded storage allocation',
      '',
      '--- The header of the original message is following. ---',
      '',
      ...header,
    ],
    [['ann@lead.test', 'mailbox-full']],
  ],
];

describe('a report for people', () => {
  it.each(layouts)('is understood in the layout of %s', async (_name, subject, text, told) => {
    const recipients = bounce(await readMail(plainReport(subject, text), { receivedAt }));
    expect(recipients.map((each) => [each.address, each.class])).toEqual(told);
  });

  it('names whom the returned mail was for when its text names nobody', async () => {
    const text = [
      '   ----- Transcript of session follows -----',
      '550 Host unknown',
      '',
      '   ----- Unsent message follows -----',
      ...header,
    ];
    const reading = await readMail(plainReport('Returned mail: Host unknown', text), { receivedAt });
    expect(bounce(reading)).toMatchObject([{ address: 'bob@other.test', class: 'hard-domain' }]);
    expect(reading).toMatchObject({ returned: { messageIds: ['m.1@ours.test'] } });
  });

  it('is one for its X-Failed-Recipients, in whatever language it is written', async () => {
    const mail = mailOf([
      'From: postbote@mx.ours.test',
      'X-Failed-Recipients: ann@lead.test',
      'Subject: =?utf-8?q?=D0=BE?=',
      '',
      'Ваше сообщение не доставлено: ann@lead.test',
      '    552 5.2.2 quota',
    ]);
    expect(bounce(await readMail(mail, { receivedAt }))).toMatchObject([
      { address: 'ann@lead.test', class: 'mailbox-full' },
    ]);
  });

  it('is none when a person writes about a mail that came back', async () => {
    const mail = mailOf([
      'From: Ann <ann@lead.test>',
      'Subject: Re: Undelivered Mail Returned to Sender',
      'In-Reply-To: <m.1@ours.test>',
      '',
      'Hi, my last mail was not delivered to you: 550 5.1.1 user unknown <us@ours.test>. Is this address right?',
    ]);
    expect((await readMail(mail, { receivedAt })).kind).not.toBe('bounce');
  });
});
