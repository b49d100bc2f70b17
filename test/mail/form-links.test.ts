/** A mail's link to a form: what an author may write, what is told otherwise, and what leaves. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeToken, readToken, tokenPurposes } from '../../domain/tokens.ts';
import { clickAddresses } from '../../mail/click-address.ts';
import { composeNurtureMail } from '../../mail/compose.ts';
import { decodedBody } from '../../mail/quoted-printable.ts';
import { createRenderer } from '../../mail/render.ts';
import { createTemplateCompiler, type TemplateCompiler } from '../../mail/template-compiler.ts';
import { mailDomain, messageId, signer } from './inbound-samples.ts';
import { leadFacts, organisation } from './lead-sample.ts';

let dir: string;
let compiler: TemplateCompiler;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tendril-form-links-'));
  compiler = createTemplateCompiler(dir);
});
afterAll(async () => {
  await compiler.close();
  await rm(dir, { recursive: true });
});

/** @param inner stands in line 3 */
async function compile(inner: string, forms: readonly string[] | null = ['demo', 'energy-guide']) {
  const source = `<mjml><mj-head><mj-title>Hi</mj-title></mj-head>
<mj-body><mj-section><mj-column>
<mj-text>${inner}</mj-text>
<mj-text><a href="{{unsubscribeUrl}}">Unsubscribe</a> {{organisation.postalAddress}}</mj-text>
</mj-column></mj-section></mj-body></mjml>`;
  await writeFile(join(dir, 'a.mjml'), source);
  return compiler.compile('a', { fields: null, organisation: null, forms });
}

const told = async (inner: string, forms?: readonly string[] | null) => {
  const result = await compile(inner, forms);
  if (result.kind === 'compiled') return [];
  return result.findings.map(({ line, col, code, message, remedy }) => `${line}:${col} ${code} ${message} | ${remedy}`);
};

async function mailWith(inner: string, tracked = true) {
  const result = await compile(inner);
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings));
  const { mail, links } = composeNurtureMail({
    ...{ messageId, template: result.template, cacheKey: inner, facts: leadFacts(), consents: [], relay: 'bulk' },
    ...{ recipient: 'ann@lead.test', now: '2026-11-22T09:00:00.000Z', feedback: { campaign: 'a', kind: 'nurture' } },
    ...{ list: { name: 'A', id: `a.${mailDomain}` }, sender: organisation.sender, organisation, mailDomain, signer },
    ...{ publicUrl: 'https://t.acme.test/', renderer: createRenderer(), tracked },
  });
  const parts = [mail.html, mail.text].map((part) => decodedBody(part).replaceAll('&#x3D;', '='));
  return { parts, links };
}

describe('a link to a form', () => {
  it('is a whole link with the name of a form; anything else is told with its place and what was meant', async () => {
    expect(await told('<a href="{{formUrl "demo"}}">x</a>')).toEqual([]);
    expect(await told('<a href="{{formUrl "dmeo"}}">x</a>')).toEqual([
      '3:19 TEMPLATE_INVALID there is no form "dmeo"; did you mean "demo"? | Name one of workspace/forms/, as in {{formUrl "demo"}}.',
    ]);
    expect(await told('<a href="{{formUrl "anything"}}">x</a>', null)).toEqual([]);
    for (const call of ['formUrl', 'formUrl demo', 'formUrl "demo" "guide"', 'formUrl name="demo"', 'formUrl 5']) {
      expect(await told(`<a href="{{${call}}}">x</a>`), call).toEqual([
        '3:19 TEMPLATE_INVALID {{formUrl}} cannot be read | Write it like {{formUrl "demo"}}.',
      ]);
    }
    for (const [href, col] of [
      ['{{formUrl "demo"}}&amp;x=1', 13],
      ['https://x.test/?to={{formUrl "demo"}}', 13],
      ['{{formUrl "demo"}}{{formUrl "demo"}}', 13],
    ] as const) {
      expect(await told(`<a href="${href}">x</a>`), href).toEqual([
        `3:${col} TEMPLATE_INVALID {{formUrl "NAME"}} must be the whole link | Write href="{{formUrl "NAME"}}".`,
      ]);
    }
  });

  it('counts clicks, and leads to the form with a token that says which mail it was and opens nothing else', async () => {
    const { parts, links } = await mailWith('<a name="ask" href="{{formUrl "demo"}}">Ask</a>');
    const url = links[0]?.url ?? '';
    expect(links).toEqual([
      { name: 'ask', url: expect.stringMatching(/^https:\/\/t\.acme\.test\/f\/demo\?t=\w{58}$/) },
    ]);
    const address = clickAddresses(signer, messageId, 'https://t.acme.test')(0, url);
    for (const part of parts) expect(part).toContain(address);
    const token = new URL(url).searchParams.get('t') ?? '';
    expect(readToken(signer, 'form', token)).toEqual({ purpose: 'form', id: messageId, index: 0 });
    for (const purpose of tokenPurposes.filter((one) => one !== 'form')) {
      expect(readToken(signer, purpose, token), purpose).toBeNull();
    }
    expect(token).toBe(makeToken(signer, { purpose: 'form', id: messageId, index: 0 }));
  });

  it('is plain in both parts where no clicks are counted', async () => {
    for (const { parts } of [
      await mailWith('<a name="ask" href="{{formUrl "demo"}}">Ask</a>', false),
      await mailWith('<a data-no-track="" href="{{formUrl "demo"}}">Ask</a>'),
    ]) {
      for (const part of parts) expect(part).toMatch(/https:\/\/t\.acme\.test\/f\/demo\?t=\w{58}[">]/);
    }
  });
});
