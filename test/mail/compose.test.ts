/** Whole mails: what identifies them, where answers go, and what a salesperson sees. */
import { describe, expect, it } from 'vitest';
import { readToken } from '../../domain/tokens.ts';
import { composeNurtureMail, composeSalesMail } from '../../mail/compose.ts';
import type { CompiledTemplate } from '../../mail/ports.ts';
import { createRenderer } from '../../mail/render.ts';
import { createMailer } from '../../mail/smtp.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';
import { mailDomain, messageId, signer } from './inbound-samples.ts';
import { leadFacts, organisation } from './lead-sample.ts';

const template: CompiledTemplate = {
  name: 'a',
  subject: 'For {{field "firstName" "you"}}',
  preheader: '',
  html: `<body><a href="{{#trackedLink 0 'guide'}}https://x.test/{{/trackedLink}}">g</a><a href="{{unsubscribeUrl}}">u</a></body>`,
  text: 'g <{{linkUrl 0}}> u <{{unsubscribeUrl}}>',
  fields: ['firstName'],
  links: ['guide'],
};

const nurture = (change: Partial<Parameters<typeof composeNurtureMail>[0]> = {}) =>
  composeNurtureMail({
    messageId,
    template,
    cacheKey: 'a',
    facts: leadFacts(),
    recipient: 'ann@lead.test',
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
    facts: [
      ['Company', 'Lead Ltd'],
      ['Score', '64 (A)'],
    ],
    story: [['Mon 10:00', 'Clicked "pricing"']],
    action: { label: 'Accept or return', url: 'https://t.acme.test/offers/abc' },
    organisation,
    mailDomain,
    signer,
    ...change,
  });

describe('a nurture mail', () => {
  it('names its message by signed tokens in every way back', () => {
    const { mail, links } = nurture();
    const token = (pattern: RegExp, text: string) => pattern.exec(text)?.[1] ?? '';
    const read = (purpose: Parameters<typeof readToken>[1], text: string, pattern: RegExp) =>
      readToken(signer, purpose, token(pattern, text));
    const content = { id: messageId, index: 0 };
    expect(read('bounce', mail.envelope.from, /^b\+(\w+)@mail\.acme\.test$/)).toMatchObject(content);
    expect(read('reply', mail.replyTo, /^r\+(\w+)@mail\.acme\.test$/)).toMatchObject(content);
    expect(read('unsubscribe', mail.unsubscribe?.url ?? '', /^https:\/\/t\.acme\.test\/u\/(\w+)$/)).toMatchObject(
      content,
    );
    expect(
      read('unsubscribe', mail.unsubscribe?.mailto ?? '', /^mailto:u\+(\w+)@mail\.acme\.test\?subject=unsubscribe$/),
    ).toMatchObject(content);
    expect(read('click', mail.html, /https:\/\/t\.acme\.test\/c\/(\w+)"/)).toMatchObject(content);
    expect(read('click', mail.text, /https:\/\/t\.acme\.test\/c\/(\w+)>/)).toMatchObject(content);
    expect(read('open', mail.html, /https:\/\/t\.acme\.test\/o\/(\w+)\.gif"/)).toMatchObject(content);
    expect(mail.messageIdHeader).toBe(`<m.${messageId}@${mailDomain}>`);
    expect(links).toEqual([{ name: 'guide', url: 'https://x.test/' }]);
    for (const address of [mail.envelope.from, mail.replyTo])
      expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
  });

  it('is the same on every attempt', () => {
    expect(nurture()).toEqual(nurture());
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
    expect(mail.html).not.toContain('<script>');
    expect(mail.html).toContain('&#60;script&#62;alert(1)&#60;/script&#62; &#38; Co Bcc: x');
    expect(mail.html).toContain('href="https://t.acme.test/offers/abc"');
    expect(mail.html).not.toContain('The story so far');
    expect(mail.text).toContain('Accept or return:\nhttps://t.acme.test/offers/abc');
    expect(sales().mail.text).toContain('  Mon 10:00: Clicked "pricing"');
  });

  it('without anything to decide has no button, and says nothing of a page', () => {
    const { mail } = sales({ action: null, intro: 'Ann looked at the prices.\n\n  Please <call> her.\r\n' });
    expect(sales().mail.html).toContain('you decide on the page');
    expect(mail.html).not.toMatch(/<a |you decide on the page|null/);
    expect(mail.html).toContain(
      'Ann looked at the prices.</p>\n<p style="margin:0 0 20px;">Please &#60;call&#62; her.</p>',
    );
    expect(mail.text.split('\n').slice(0, 8)).toEqual([
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
    expect(toLead?.header('reply-to')).toMatch(/r\+[a-z2-7]{58}@mail\.acme\.test/);
    expect(toSales?.header('auto-submitted')).toBe('auto-generated');
    expect(toSales?.header('list-unsubscribe')).toBeUndefined();
    expect(toSales?.header('reply-to')).toContain('nora@acme.test');
    expect(toSales?.html).toContain('Ann Lee is ready to talk');
    expect(toSales?.text).toContain('Score: 64 (A)');
  });
});
