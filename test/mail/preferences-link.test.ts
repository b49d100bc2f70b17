/** The link to a lead's preferences in a mail: its own, never counted, and no way out by itself. */
import { expect, test } from 'vitest';
import { readToken } from '../../domain/tokens.ts';
import { composeNurtureMail } from '../../mail/compose.ts';
import type { CompiledTemplate } from '../../mail/ports.ts';
import { decodedBody } from '../../mail/quoted-printable.ts';
import { createRenderer } from '../../mail/render.ts';
import { mailDomain, messageId, signer } from './inbound-samples.ts';
import { leadFacts, organisation } from './lead-sample.ts';

const value = (helper: string) => ({ kind: 'value', helper, args: [] }) as const;
const page = [
  '<a href="',
  value('preferencesUrl'),
  '">Choose</a> <a href="',
  value('unsubscribeUrl'),
  '">Leave</a></body>',
];
const template: CompiledTemplate = {
  format: 2,
  name: 'a',
  variants: [
    { language: null, subject: ['Hello'], preheader: [], html: page, text: ['<', value('preferencesUrl'), '>'] },
  ],
  fields: [],
  links: [],
};

test('a mail links to the preferences of its receiver, and its header to the way out', () => {
  const { mail, links } = composeNurtureMail({
    messageId,
    template,
    cacheKey: 'a',
    facts: leadFacts(),
    consents: [],
    recipient: 'ann@lead.test',
    relay: 'bulk',
    now: '2026-11-22T09:00:00.000Z',
    list: { name: 'Night load', id: `night-load.lists.${mailDomain}` },
    feedback: { campaign: 'guide', kind: 'nurture' },
    sender: organisation.sender,
    organisation,
    publicUrl: 'https://t.acme.test/',
    mailDomain,
    signer,
    renderer: createRenderer(),
  });
  expect(links).toEqual([]);
  for (const part of [mail.html, mail.text]) {
    const token = /https:\/\/t\.acme\.test\/p\/([a-z2-7]+)/.exec(decodedBody(part))?.[1] ?? '';
    expect(readToken(signer, 'preferences', token)?.id).toBe(messageId);
    expect(readToken(signer, 'unsubscribe', token)).toBeNull();
  }
  expect(mail.unsubscribe?.url).toMatch(/^https:\/\/t\.acme\.test\/u\//);
});
