/**
 * Whole mails: what identifies them, where answers go, and what a salesperson sees. Long, because it looks at one mail from
 * all sides.
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readToken } from '../../domain/tokens.ts';
import { composeNurtureMail, composeSalesMail } from '../../mail/compose.ts';
import { mimeOf } from '../../mail/mime.ts';
import type { CompiledTemplate, OutgoingMail } from '../../mail/ports.ts';
import { decodedBody } from '../../mail/quoted-printable.ts';
import { createRenderer } from '../../mail/render.ts';
import { createMailer } from '../../mail/smtp.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';
import { mailDomain, messageId, signer } from './inbound-samples.ts';
import { leadFacts, organisation } from './lead-sample.ts';

const unsubscribeUrl = { kind: 'value', helper: 'unsubscribeUrl', args: [], inUrl: true } as const;
const template: CompiledTemplate = {
  format: 2,
  name: 'a',
  variants: [
    {
      language: null,
      subject: ['For ', { kind: 'value', helper: 'field', args: ['firstName', 'you'] }],
      preheader: [],
      html: [
        '<body><a href="',
        { kind: 'link', id: 0, name: 'guide', url: ['https://x.test/'] },
        '">g</a>',
        {
          kind: 'if',
          helper: 'consent',
          args: ['research'],
          // biome-ignore lint/suspicious/noThenProperty: the plan's own word; nobody awaits it
          then: ['You are in our study.'],
          otherwise: [],
        },
        '<a href="',
        unsubscribeUrl,
        '">u</a></body>',
      ],
      text: ['g <', { kind: 'linkAgain', id: 0 }, '> u <', unsubscribeUrl, '>'],
    },
  ],
  fields: ['firstName'],
  links: ['guide'],
};

const html = ({ mail }: { readonly mail: OutgoingMail }) => decodedBody(mail.html).replaceAll('\r\n', '\n');
const text = ({ mail }: { readonly mail: OutgoingMail }) => decodedBody(mail.text).replaceAll('\r\n', '\n');

const nurture = (change: Partial<Parameters<typeof composeNurtureMail>[0]> = {}) =>
  composeNurtureMail({
    messageId,
    template,
    cacheKey: 'a',
    facts: leadFacts(),
    consents: [],
    recipient: 'ann@lead.test',
    relay: 'bulk',
    now: '2026-11-22T09:00:00.000Z',
    list: { name: 'Night load', id: `Night load.Énergie-guide.lists.${mailDomain}` },
    feedback: { campaign: 'Énergie guide', kind: 'nurture' },
    sender: organisation.sender,
    organisation,
    publicUrl: 'https://t.acme.test/',
    mailDomain,
    signer,
    renderer: createRenderer(),
    ...change,
  });

const sales = (change: Partial<Parameters<typeof composeSalesMail>[0]> = {}) =>
  composeSalesMail({
    messageId,
    to: { name: 'Ines Maar', address: 'ines@acme.test' },
    subject: 'Ann Lee of Lead Ltd is ready',
    heading: 'Ann Lee is ready to talk',
    intro: 'She reached 64 points and grade A today.',
    answers: [],
    facts: [
      ['Company', 'Lead Ltd'],
      ['Score', '64 (A)'],
    ],
    story: [['Mon 10:00', 'Clicked "pricing"']],
    action: { label: 'Accept or return', url: 'https://t.acme.test/offers/abc' },
    organisation,
    relay: 'default',
    now: '2026-11-22T09:00:00.000Z',
    mailDomain,
    signer,
    ...change,
  });

describe('a nurture mail', () => {
  it('names its message by signed tokens in every way back', () => {
    const { mail, links } = nurture();
    const read = (purpose: Parameters<typeof readToken>[1], from: string, pattern: RegExp) =>
      readToken(signer, purpose, pattern.exec(from)?.[1] ?? '');
    const content = { id: messageId, index: 0 };
    expect(read('bounce', mail.envelope.from, /^b\+(\w+)@mail\.acme\.test$/)).toMatchObject(content);
    expect(read('reply', mail.replyTo, /^r\+(\w+)@mail\.acme\.test$/)).toMatchObject(content);
    expect(read('unsubscribe', mail.unsubscribe?.url ?? '', /^https:\/\/t\.acme\.test\/u\/(\w+)$/)).toMatchObject(
      content,
    );
    expect(
      read('unsubscribe', mail.unsubscribe?.mailto ?? '', /^mailto:u\+(\w+)@mail\.acme\.test\?subject=unsubscribe$/),
    ).toMatchObject(content);
    for (const part of [html({ mail }), text({ mail })]) {
      const [, token = '', encoded = ''] = /https:\/\/t\.acme\.test\/c\/(\w+)\/([\w-]+)[">]/.exec(part) ?? [];
      const destination = Buffer.from(encoded, 'base64url').toString();
      expect(destination).toBe('https://x.test/');
      expect(readToken(signer, 'link', token, destination)).toMatchObject(content);
    }
    expect(read('open', html({ mail }), /https:\/\/t\.acme\.test\/o\/(\w+)\.gif"/)).toMatchObject(content);
    expect(mail.messageIdHeader).toBe(`<m.${messageId}@${mailDomain}>`);
    expect(links).toEqual([{ name: 'guide', url: 'https://x.test/' }]);
    for (const address of [mail.envelope.from, mail.replyTo])
      expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
  });

  it('to a lead that does not want to be tracked has plain links and no pixel; its links are known all the same', () => {
    const { mail, links } = nurture({ tracked: false, organisation: { ...organisation, trap: true } });
    for (const part of [html({ mail }), text({ mail })]) expect(part).toContain('https://x.test/');
    expect(html({ mail }) + text({ mail })).not.toMatch(/t\.acme\.test\/[co]\//);
    expect(links).toEqual(nurture().links);
  });

  it('has a link that no person sees where the organisation wants one, in the HTML only', () => {
    const { mail, links } = nurture({ organisation: { ...organisation, trap: true } });
    const [, token = '', encoded = ''] =
      /<a href="https:\/\/t\.acme\.test\/c\/(\w+)\/([\w-]+)" style="display:none;" aria-hidden="true" tabindex="-1"><\/a>/.exec(
        html({ mail }),
      ) ?? [];
    const destination = Buffer.from(encoded, 'base64url').toString();
    expect(destination).toBe(organisation.website);
    expect(readToken(signer, 'trap', token, destination)?.id).toBe(messageId);
    expect(text({ mail })).not.toContain(encoded);
    expect(links).toEqual(nurture().links);
    expect(html(nurture())).not.toContain('aria-hidden');
  });

  it.each([
    [2048, 'link'],
    [2049, 'click'],
  ] as const)('with a destination of %i bytes has an address of the kind %s', (length, purpose) => {
    const url = 'https://x.test/'.padEnd(length, 'a');
    const [first] = template.variants;
    const long = { ...first, html: ['<body>', { kind: 'link', id: 0, name: 'guide', url: [url] }, '</body>'] } as const;
    const { mail } = nurture({ template: { ...template, variants: [long] }, cacheKey: url });
    const [, token = ''] = /t\.acme\.test\/c\/(\w+)/.exec(html({ mail })) ?? [];
    expect(readToken(signer, purpose, token, purpose === 'link' ? url : undefined)?.id).toBe(messageId);
  });

  it('is the same on every attempt', () => {
    expect(nurture()).toEqual(nurture());
  });

  it('names its list and what complaints are counted by, after what authors called things, and nothing of the lead', () => {
    const { mail } = nurture();
    expect(mail).toMatchObject({
      relay: 'bulk',
      date: '2026-11-22T09:00:00.000Z',
      list: { name: 'Night load', id: 'night-load.energie-guide.lists.mail.acme.test' },
      feedbackId: 'Energie-guide:nurture:Acme-Sons:mail-acme-test',
    });
    const other = nurture({
      messageId: randomUUID(),
      facts: leadFacts({ firstName: 'Bo' }),
      recipient: 'bo@lead.test',
    });
    expect(other.mail).toMatchObject({ list: mail.list, feedbackId: mail.feedbackId });
  });

  it.each([
    ['a:b:c', 'x'.repeat(300), 'Ünïcode\r\nBcc: x', 'a.b'],
    ['', '日本語', '::', 'very-long-name-of-a-domain.example.test'],
  ])(
    'makes headers that can travel of campaign %j, kind %j, organisation %j and domain %j',
    (campaign, kind, name, domain) => {
      const { mail } = nurture({
        feedback: { campaign, kind },
        organisation: { ...organisation, name },
        mailDomain: domain,
        list: { name: kind, id: `${name}.${kind}..${campaign}.lists.acme.test` },
      });
      expect(mail.feedbackId).toMatch(/^(?:[\w-]{1,64}:){3}[\w-]{5,15}$/);
      expect(mail.list?.id).toMatch(/^(?:[a-z0-9-]{1,63}\.)*lists\.acme\.test$/);
      expect(() => mimeOf(mail)).not.toThrow();
    },
  );

  it('shows what the lead has agreed to see', () => {
    expect(html(nurture())).not.toContain('study');
    expect(html(nurture({ consents: ['research'] }))).toContain('study');
  });

  it('goes to the lead, from the sender of the organisation', () => {
    const { mail } = nurture();
    expect(mail).toMatchObject({
      to: { name: 'Ann Lee', address: 'ann@lead.test' },
      from: { name: 'Nora of Acme', address: 'nora@acme.test' },
      subject: 'For Ann',
    });
  });

  it('comes from whoever it is told, while answers and bounces come back as ever', () => {
    const { mail } = nurture({ sender: { name: 'Tom\r\nBcc: eve@evil.test', address: 'tom@acme.test' } });
    expect(mail.from).toEqual({ name: 'Tom Bcc: eve@evil.test', address: 'tom@acme.test' });
    expect({ ...mail, from: null }).toEqual({ ...nurture().mail, from: null });
  });
});

describe('a mail to a salesperson', () => {
  it('shows facts, story and one button in both parts, escaped in HTML', () => {
    const { mail } = sales({ facts: [['Company', '<script>alert(1)</script> & Co\r\nBcc: x']], story: [] });
    expect(html({ mail })).not.toContain('<script>');
    expect(html({ mail })).toContain('&#60;script&#62;alert(1)&#60;/script&#62; &#38; Co Bcc: x');
    expect(html({ mail })).toContain('href="https://t.acme.test/offers/abc"');
    expect(html({ mail })).not.toContain('The story so far');
    expect(text({ mail })).toContain('Accept or return:\nhttps://t.acme.test/offers/abc');
    expect(text(sales())).toContain('  Mon 10:00: Clicked "pricing"');
  });

  it('without anything to decide has no button, and says nothing of a page', () => {
    const { mail } = sales({ action: null, intro: 'Ann looked at the prices.\n\n  Please <call> her.\r\n' });
    expect(html(sales())).toContain('you decide on the page');
    expect(html({ mail })).not.toMatch(/<a |you decide on the page|null/);
    expect(html({ mail })).toContain(
      'Ann looked at the prices.</p>\n<p style="margin:0 0 20px;">Please &#60;call&#62; her.</p>',
    );
    expect(text({ mail }).split('\n').slice(0, 8)).toEqual([
      'Ann Lee is ready to talk',
      '',
      'Ann looked at the prices.',
      '',
      'Please <call> her.',
      '',
      'About the lead',
      '  Company: Lead Ltd',
    ]);
  });

  it('keeps a subject in one line', () => {
    expect(sales({ subject: 'Hot\r\nBcc: eve@evil.test' }).mail.subject).toBe('Hot Bcc: eve@evil.test');
  });
});

describe('both, over a real relay', () => {
  it('arrive with the headers that they need and none that they must not have', async () => {
    const sink = await startSmtpSink();
    const mailer = createMailer(sink.url);
    const none = () => Promise.resolve();
    expect(await mailer.send(nurture().mail, none)).toMatchObject({ kind: 'sent' });
    expect(await mailer.send(sales().mail, none)).toMatchObject({ kind: 'sent' });
    await mailer.close();
    await sink.close();
    const [toLead, toSales] = sink.mails;
    expect(toLead?.envelope.from).toMatch(/^b\+[a-z2-7]{58}@mail\.acme\.test$/);
    expect(toLead?.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(toLead?.header('list-unsubscribe')).toMatch(
      /^<https:\/\/t\.acme\.test\/u\/[a-z2-7]{58}>, <mailto:u\+[a-z2-7]{58}@mail\.acme\.test\?subject=unsubscribe>$/,
    );
    expect(toLead?.header('list-id')).toBe('Night load <night-load.energie-guide.lists.mail.acme.test>');
    expect(toLead?.header('feedback-id')).toBe('Energie-guide:nurture:Acme-Sons:mail-acme-test');
    expect(toLead?.header('reply-to')).toMatch(/r\+[a-z2-7]{58}@mail\.acme\.test/);
    expect(toSales?.header('auto-submitted')).toBe('auto-generated');
    for (const name of ['list-unsubscribe', 'list-id', 'feedback-id']) expect(toSales?.header(name)).toBeUndefined();
    expect(toSales?.header('reply-to')).toContain('nora@acme.test');
    expect(toSales?.html).toContain('Ann Lee is ready to talk');
    expect(toSales?.text).toContain('Score: 64 (A)');
  });
});
