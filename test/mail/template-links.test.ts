/** Addresses in mails: where a template may lead, and what a lead's data can make of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldsOf } from '../../domain/fields.ts';
import { decodedBody } from '../../mail/quoted-printable.ts';
import { createRenderer } from '../../mail/render.ts';
import { attributeValue } from '../../mail/template/markup.ts';
import { type AuthoredTemplates, authoredTemplates, wholeMail } from './authored-templates.ts';
import { leadFacts, organisation } from './lead-sample.ts';

let templates: AuthoredTemplates;
beforeAll(async () => {
  templates = await authoredTemplates();
});
afterAll(() => templates.remove());
const declared = { ...organisation, fields: fieldsOf({ site: 'string' }) };

/** The finding, as `line:col message`, of a template whose line 5 is tested; null when it compiles. */
async function refusal(line5: string, whole = wholeMail): Promise<string | null> {
  await templates.write({ 'a.mjml': whole(line5) });
  const result = await templates.compile('a', declared);
  if (result.kind === 'compiled') return null;
  const [{ line, col, message } = { line: 0, col: 0, message: '' }] = result.findings;
  return `${line}:${col} ${message}`;
}

/** The mail that a lead gets whose `site` is this. */
async function mailTo(site: string, inner: string, { title = 'Hello' } = {}) {
  await templates.write({ 'a.mjml': wholeMail(`<mj-text>${inner}</mj-text>`, { title }) });
  const { template } = await templates.compiled('a', declared);
  const mail = createRenderer().render(template, 'a', {
    lead: leadFacts({ fields: { site } }),
    consents: [],
    organisation: declared,
    urls: { unsubscribe: 'https://t.test/u/1', preferences: 'https://t.test/p/1', open: 'https://t.test/o/1.gif' },
    clickUrl: (index) => `https://t.test/c/${index}`,
  });
  return { links: mail.links, subject: mail.subject, html: decodedBody(mail.html), text: decodedBody(mail.text) };
}

const site = '{{field "site" "https://x.test/"}}';

describe('an address that is a variable', () => {
  const places: readonly (readonly [string, string])[] = [
    ['a link that counts clicks', `<a href="${site}">x</a>`],
    ['a link that counts none', `<a data-no-track href="${site}">x</a>`],
    ['a link in capitals', `<A DATA-NO-TRACK HREF="${site}">x</A>`],
    ['a link with a slash for a space', `<a/data-no-track/href="${site}">x</a>`],
    ['an area', `<map name="m"><area alt="x" href="${site}"></map>`],
    ['a condition', `<a data-no-track href="{{#if (has "site")}}${site}{{else}}{{organisation.website}}{{/if}}">x</a>`],
  ];

  it.each(places)('is checked when the mail is made: %s', async (_place, inner) => {
    for (const evil of ['javascript:alert(1)', '//evil.test', 'https://x.test@evil.test/', 'data:text/html,x', '/x']) {
      await expect(mailTo(evil, inner)).rejects.toMatchObject({
        code: 'TEMPLATE_INVALID',
        message: expect.stringContaining(`would lead to ${JSON.stringify(evil)}`),
      });
    }
    const { links, html } = await mailTo('https://ann.test/?a=1&region=b', inner);
    const own = html.includes('href="https://ann.test/?a&#x3D;1&amp;region&#x3D;b"');
    expect([links.map(({ url }) => url), own]).toEqual(
      _place === 'a link that counts clicks' ? [['https://ann.test/?a=1&region=b'], false] : [[], true],
    );
  });

  it('stands in the text part as well, where it is checked too', async () => {
    const { text } = await mailTo('https://ann.test/', `<a data-no-track href="${site}">Ours</a>`);
    expect(text).toContain('Ours <https://ann.test/>');
  });

  it.each([
    ['an image', `<img alt="" src="${site}">`],
    ['an image of MJML', `<mj-image alt="" src="${site}" />`],
    ['an element that is no link', `<mj-text><div href="${site}">x</div></mj-text>`],
  ])('is refused in %s', async (_place, line) => {
    expect(await refusal(line.startsWith('<mj') ? line : `<mj-text>${line}</mj-text>`)).toMatch(
      /^5:\d+ A (?:mail|link) cannot/,
    );
  });

  it('cannot reach from one attribute into the next', async () => {
    const split = `<a data-no-track href="{{#if (has "title")}}" title="{{/if}}${site}">x</a>`;
    expect(await refusal(`<mj-text>${split}</mj-text>`)).toBe('5:27 A condition in href does not end there');
    const twice = `<a href="https://x.test/" href="${site}">x</a>`;
    expect(await refusal(`<mj-text>${twice}</mj-text>`)).toContain('not a text or a link');
  });
});

describe('a variable within an address', () => {
  it.each([
    ['mailto:a@b.test?subject=', 'x&bcc=evil@evil.test', 'mailto:a@b.test?subject=x%26bcc%3Devil%40evil.test'],
    ['mailto:', 'ann@x.test?bcc=evil@evil.test', 'mailto:ann%40x.test%3Fbcc%3Devil%40evil.test'],
    ['&#109;ailto:', '?bcc=x', '&#109;ailto:%3Fbcc%3Dx'],
    ['tel:', '1;ext=2', 'tel:1%3Bext%3D2'],
    ['ht&#116;ps://x.test/?a=', 'b&c', 'ht&#116;ps://x.test/?a=b%26c'],
  ])('is one part of it: %s', async (start, value, expected) => {
    const { html } = await mailTo(value, `<a data-no-track href="${start}{{field "site" "x"}}">x</a>`);
    expect(html).toContain(`href="${expected}"`);
  });

  it.each([
    'https://x.test{{field "site" ""}}/a',
    'https://x.test{{field "site" ""}}',
    'https://{{field "site" "x"}}/a',
    'https://{{field "site" "x"}}.x.test?a',
    'https://x.test:{{field "site" "80"}}#a',
    'https://{{#if (has "site")}}a{{else}}b{{/if}}.test/',
    'ht&#116;ps://x.test{{field "site" ""}}/a',
  ])('cannot choose the host: %s', async (address) => {
    for (const [element, col] of [
      [`<a href="${address}">x</a>`, 13],
      [`<a data-no-track href="${address}">x</a>`, 27],
      [`<img alt="" src="${address}">`, 22],
    ] as const) {
      expect(await refusal(`<mj-text>${element}</mj-text>`)).toMatch(
        new RegExp(`^5:${col} The host in ".*" would be chosen by a variable$`),
      );
    }
  });

  it('may stand in path, query and fragment', async () => {
    for (const address of [
      'https://x.test/{{field "site" "x"}}',
      'https://x.test?{{field "site" "x"}}',
      'https://x.test#{{field "site" "x"}}',
    ]) {
      expect(await refusal(`<mj-text><a href="${address}">x</a><img alt="" src="${address}"></mj-text>`)).toBeNull();
    }
  });

  it('needs quotes around the value', async () => {
    expect(await refusal('<mj-text><img alt={{field "site" "x"}} src="https://x.test/a.png"></mj-text>')).toBe(
      '5:15 The value of alt has a variable and no quotes around it',
    );
  });
});

describe('an address with & in it', () => {
  it.each([
    'region=eu',
    'timestamp=1',
    'currency=EUR',
    'section=2',
    'note=2',
    'parameter=1',
    'copy=1',
    'lt=1',
    'amp=1',
  ])('keeps &%s', async (query) => {
    const { links } = await mailTo(
      'x y',
      `<a href="https://x.test/?x=1&${query}">x</a><a href="https://x.test/?x={{field "site" ""}}&${query}">x</a>`,
    );
    expect(links.map(({ url }) => url)).toEqual([`https://x.test/?x=1&${query}`, `https://x.test/?x=x%20y&${query}`]);
  });

  // HTML §13.2.5.73: without a semicolon, a name before "=" or a letter is no entity in an attribute.
  it.each([
    ['?a&amp;b=1&#38;c', '?a&b=1&c'],
    ['&copy;=1', '©=1'],
    ['?&copy', '?©'],
    ['?&copy/', '?©/'],
    ['?&notit;', '?&notit;'],
    ['?&amp;copy;', '?&copy;'],
    ['"&quot;<&lt;', '""<<'],
    ['a\n&#x1F600;', 'a\n😀'],
  ])('is read as a browser reads it: %j', (written, meant) => {
    expect(attributeValue(written)).toBe(meant);
  });
});

describe('what no mail may hold', () => {
  it.each([
    ['<script>alert(1)</script>', 10],
    ['<SCRIPT/src="https://x.test/">', 10],
    ['<iframe src="https://x.test/"></iframe>', 10],
    ['<object data="https://x.test/"></object>', 10],
    ['<embed src="https://x.test/">', 10],
    ['<a href="https://x.test" onclick="alert(1)">x</a>', 35],
    ['<img alt="" src="https://x.test/a.png" ONERROR=alert(1)>', 49],
    ['<form action="javascript:alert(1)"></form>', 16],
    ['<button formaction="javascript:alert(1)">x</button>', 18],
    ['<svg><a xlink:href="javascript:alert(1)">x</a></svg>', 18],
    ['<area alt="" href="java&Tab;script:alert(1)">', 23],
    ['<img alt="" src="file:///etc/passwd">', 22],
    ['<img alt="" src="data:image/png;base64,AAAA">', 22],
    ['<img alt="" src="cid:logo">', 22],
    ['<img alt="" src="//x.test/a.png">', 22],
    ['<img alt="" src="https://x.test/a" srcset="https://x.test/a 1x, data:x 2x">', 45],
    ['<video poster="javascript:x"></video>', 17],
    ['<td background="ftp://x.test/a.png">', 14],
    ['<p style="background: URL( \'javascript:x\' )">x</p>', 13],
    ['<!--[if mso]><v:fill src="file:///x" /><![endif]-->', 31],
  ])('is refused where it stands: %s', async (element, col) => {
    expect(await refusal(`<mj-text>${element}</mj-text>`)).toMatch(new RegExp(`^5:${col} A (?:mail|link) cannot `));
  });

  it.each([
    ['<meta http-equiv="Refresh" content="0;url=https://x.test/">', 'lead on'],
    ['<base href="https://x.test/">', '<base>'],
  ])('is refused in the head: %s', async (element, message) => {
    const whole = (line: string) => wholeMail('').replace('<mj-raw>', `<mj-raw>${line}`);
    expect(await refusal(element, whole)).toMatch(new RegExp(`^3:11 .*${message}`));
  });

  it('is found although MJML puts it together', async () => {
    const whole = (line: string) =>
      wholeMail('<mj-text css-class="k">x</mj-text>').replace('<mj-raw>', `${line}<mj-raw>`);
    const attribute =
      '<mj-html-attributes><mj-selector path=".k"><mj-html-attribute name="onclick">x()</mj-html-attribute></mj-selector></mj-html-attributes>';
    expect(await refusal(attribute, whole)).toContain('A mail cannot have onclick="…"');
    expect(await refusal('<mj-style>p { background: url(file:///x) }</mj-style>', whole)).toBe(
      '3:33 A mail cannot load "file:///x"',
    );
  });

  it('is none of what MJML makes of its elements', async () => {
    const parts = [
      '<mj-text>x</mj-text>',
      '<mj-image src="https://x.test/1.png" srcset="https://x.test/1.png 1x, https://x.test/2.png 2x" alt="" href="{{organisation.website}}" />',
      '<mj-social><mj-social-element name="facebook" href="https://x.test/?a={{field "site" "x"}}">F</mj-social-element></mj-social>',
      '<mj-navbar hamburger="hamburger"><mj-navbar-link href="https://x.test/a">a</mj-navbar-link></mj-navbar>',
      '<mj-carousel><mj-carousel-image src="https://x.test/1.png" alt="" /><mj-carousel-image src="https://x.test/2.png" alt="" /></mj-carousel>',
      '<mj-accordion><mj-accordion-element><mj-accordion-title>t</mj-accordion-title><mj-accordion-text>y</mj-accordion-text></mj-accordion-element></mj-accordion>',
    ];
    const whole = (line: string) =>
      wholeMail(line)
        .replace('<mj-raw>', '<mj-font name="R" href="https://fonts.test/css?family=R&amp;x=1" /><mj-raw>')
        .replace(
          '<mj-body>',
          '<mj-body><mj-hero background-url="https://x.test/h.png"><mj-text>h</mj-text></mj-hero><mj-wrapper background-url="https://x.test/w.png">',
        )
        .replace('<mj-section>', '<mj-section background-url="https://x.test/b.png">')
        .replace('</mj-body>', '</mj-wrapper></mj-body>');
    expect(await refusal(parts.join(''), whole)).toBeNull();
  });
});

describe('text that looks like a tag once entities are decoded', () => {
  it.each([
    ['&#123;&#123;field "nope"}}', '{{field "nope"}}'],
    ['&lbrace;&lcub;unsubscribeUrl}}', '{{unsubscribeUrl}}'],
    ['{<b></b>{unsubscribeUrl}}', '{{unsubscribeUrl}}'],
    ['&#123;{{field "site" "x"}} }', '{https://ann.test/ }'],
    ['&bsol;{{field "site" "x"}}', '\\https://ann.test/'],
  ])('stays text: %s', async (inner, said) => {
    const mail = await mailTo('https://ann.test/', inner, { title: inner });
    expect([mail.subject, mail.text.split('\r\n')[0]]).toEqual([said, said]);
  });
});
