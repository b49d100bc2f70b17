/**
 * What a mail must have as a whole: what every reader sees of it, its parts, its size and its language. Long, because it
 * is a list of cases.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { composeSample } from '../../mail/sample.ts';
import { planOf } from '../../mail/template/plan.ts';
import { wholeMailFindings } from '../../mail/template/whole-mail.ts';
import { type AuthoredTemplates, authoredTemplates, wholeMail, wholeText } from './authored-templates.ts';
import { leadFacts, organisation } from './lead-sample.ts';
import { printedPlan } from './printed-plan.ts';

let templates: AuthoredTemplates;
beforeEach(async () => {
  templates = await authoredTemplates();
  return () => templates.remove();
});

const address = '{{organisation.postalAddress}}';
const link = '<a href="{{unsubscribeUrl}}">Unsubscribe</a>';

/** What is said of a mail whose only text stands in line 5. */
async function told(line5: string, preview = 'Soon'): Promise<readonly string[]> {
  const source = wholeMail(line5)
    .replace(/ {4}<mj-text>{{organisation.*\n/, '')
    .replace('<mj-preview>Soon', () => `<mj-preview>${preview}`);
  await templates.write({ 'a.mjml': source, 'a.fixture.json': '{}' });
  return templates.told('a');
}
const text = (inner: string): string => `<mj-text>${inner}</mj-text>`;

describe('the postal address and the way out', () => {
  const noAddress = 'does not show the postal address to every reader';
  const noLink = 'has no unsubscribe link that every reader sees';
  const both = [noLink, noAddress];
  const hidden = (style: string, inner = `${link} ${address}`) => text(`x <p style="${style}">${inner}</p>`);

  it.each([
    [text(`${link} <img alt="${address}" src="https://x.test/i.png">`), [noAddress]],
    [text(`${link} <span title="${address}">x</span>`), [noAddress]],
    [text(`${address} <a href="{{unsubscribeUrl}}"></a>`), [noLink]],
    [text(`${address} <a href="{{unsubscribeUrl}}">&nbsp;&#8203;<b> </b></a>`), [noLink]],
    [text(`${address} <a href="{{unsubscribeUrl}}"><img src="https://x.test/i.png" alt=" "></a>`), [noLink]],
    [text(`${address} <a href="{{unsubscribeUrl}}"><span style="display:none">Unsubscribe</span></a>`), [noLink]],
    [text(`${address} <a href="{{unsubscribeUrl}}">{{field "company" ""}}</a>`), [noLink]],
    [text(`${address} <a href="{{unsubscribeUrl}}">{{#if (has "company")}}Unsubscribe{{/if}}</a>`), [noLink]],
    [hidden('display: none'), both],
    [hidden('DISPLAY:NONE !important; display:block'), both],
    [hidden('mso-hide:all'), both],
    [hidden('font-size:0'), both],
    [hidden('font: 0/0 a'), both],
    [hidden('font-size:1px'), both],
    [hidden('visibility:hidden'), both],
    [hidden('opacity:0.0'), both],
    [hidden('max-height:0px;overflow:hidden'), both],
    [text(`x <div hidden>${link} ${address}</div>`), both],
    [text(`x <div style="font-size:0"><p style="font-size:2em">${link} ${address}</p></div>`), both],
    [
      text(
        `{{#if (has "company")}}<div style="opacity:0">{{/if}}${link} ${address}{{#if (has "company")}}</div>{{/if}}`,
      ),
      both,
    ],
    [`<mj-raw><tr><td>${link} ${address}</td></tr></mj-raw>`, both],
  ])('are refused where nobody sees them: %s', async (line5, messages) => {
    const findings = await told(line5);
    expect(findings.map((one) => one.replace(/^.* TEMPLATE_INVALID The mail /, ''))).toEqual(messages);
    const wanted = messages[0] === noLink ? '{{unsubscribeUrl}}' : address;
    expect(findings[0]).toContain(`a.mjml:5:${line5.indexOf(wanted) + 1} TEMPLATE_INVALID`);
  });

  it('are refused where they are the href of what is no link', async () => {
    const line5 = text(`${address} <div href="{{unsubscribeUrl}}">Unsubscribe</div>`);
    expect(await told(line5)).toEqual([expect.stringMatching(/^a\.mjml:5:46 TEMPLATE_INVALID /)]);
  });

  it('are refused in the preheader, with a remedy', async () => {
    expect(await told(text(link), `${address} soon`)).toEqual([`a.mjml:2:50 TEMPLATE_INVALID The mail ${noAddress}`]);
    const result = await templates.compile('a');
    expect(result).toMatchObject({
      kind: 'refused',
      findings: [{ remedy: expect.stringMatching(/postalAddress}} as text of the mail, outside .* hidden/) }],
    });
  });

  it.each([
    text(`${link} ${address}`),
    text(`<p style="font-size:0"><span style="font-size:11px">${link} ${address}</span></p>`),
    text(`<p style="font-size:0"><span style="font:italic 700 11px/1.4 Arial">${link} ${address}</span></p>`),
    text(`<p style="visibility:hidden"><span style="visibility:visible">${link} ${address}</span></p>`),
    text(`<p style="opacity:0.6;height:auto;overflow:hidden">${link} ${address}</p>`),
    text(`${address} <A HREF='{{unsubscribeUrl}}'><b>{{field "company" "Your company"}}</b></A>`),
    `${text(address)}<mj-button href="{{unsubscribeUrl}}">Unsubscribe</mj-button>`,
  ])('are found where they are seen: %s', async (line5) => {
    expect(await told(line5)).toEqual([]);
  });

  it('may be an image with an alternative text, which the text part says', async () => {
    expect(
      await told(text(`${address} <a href="{{unsubscribeUrl}}"><img src="https://x.test/i.png" alt="Leave"></a>`)),
    ).toEqual([]);
    const { template } = await templates.compiled('a');
    expect(printedPlan(template.variants[0].text)).toBe(`${address} Leave <{{unsubscribeUrl}}>\n`);
  });

  it('must stand in the text part as well', () => {
    const html = planOf(`<body>${link} ${address}</body>`);
    const top = { file: 'a.mjml', line: 1, col: 1 };
    const findings = wholeMailFindings(
      { text: '', top, position: () => top },
      { subject: ['x'], html, text: planOf(`{{#if (has "company")}}{{unsubscribeUrl}} ${address}{{/if}}`) },
    );
    expect(findings.map(({ message }) => message)).toEqual([
      `The text part of the mail ${noLink}`,
      `The text part of the mail ${noAddress}`,
    ]);
  });
});

describe('the text part', () => {
  it.each(['display: none', 'display:none!important'])('leaves out what the HTML hides by %s', async (style) => {
    await templates.write({ 'a.mjml': wholeText(`seen <p style="${style}">hidden</p><p hidden>too</p> again`) });
    const { template } = await templates.compiled('a');
    expect(printedPlan(template.variants[0].text)).toMatch(/^seen\s+again\s/);
  });

  it.each([
    '<div style="display:none">{{#if (has "company")}}</div>Hello{{/if}}',
    '{{#if (has "company")}}Hello<div style="display:none">{{/if}}</div>',
    '{{#if (has "company")}}Hello<div style="display:none">{{else}}</div>you{{/if}}',
  ])('cannot have half of a condition: %s', async (inner) => {
    await templates.write({ 'a.mjml': wholeText(inner) });
    const at = `a.mjml:5:${inner.indexOf('{{#if') + 10}`;
    expect(await templates.told('a')).toEqual([
      `${at} TEMPLATE_INVALID The text part has only one end of {{#if (has "company")}}: the other stands in something hidden or left out there`,
    ]);
  });
});

describe('braces and backslashes that stand beside each other only once entities and hidden elements are gone', () => {
  const sample = async (files: Readonly<Record<string, string>>) => {
    await templates.write({ ...files, 'a.fixture.json': '{}' });
    return sampleOf((await templates.compiled('a')).template, { company: null });
  };

  it.each([
    ['&lbrace;&lbrace;{x}}}', '{{{x}}}'],
    ['&#123;&#123;field "nope"}} z', '{{field "nope"}} z'],
    ['&#123;{{field "company" "you"}}&#125;', '{you}'],
    ['C:&#92;{{field "company" "you"}}', 'C:\\you'],
    ['{<i hidden>-</i>{field "nope"}} z', '{{field "nope"}} z'],
    ['C:\\<i hidden>-</i>{{field "company" "you"}}', 'C:\\you'],
  ])('are texts of the text part, never tags: %s', async (inner, said) => {
    const { text: part } = await sample({ 'a.mjml': wholeText(inner) });
    expect(part.split('\n')[0]).toBe(said);
  });

  it('are texts of subject and preheader, never tags', async () => {
    const braces = '&#123;&#123;field "company" "x"}} &#92;{{field "company" "you"}}';
    const source = wholeMail(text('x'), { title: braces }).replace('<mj-preview>Soon', () => `<mj-preview>${braces}`);
    const said = '{{field "company" "x"}} \\you';
    expect(await sample({ 'a.mjml': source })).toMatchObject({ mail: { subject: said }, preheader: said });
  });
});

type Compiled = Awaited<ReturnType<AuthoredTemplates['compiled']>>['template'];

const sampleOf = (template: Compiled, facts: Parameters<typeof leadFacts>[0] = {}, publicUrl = 'https://t.test') =>
  composeSample({
    subjectPrefix: '',
    template,
    facts: leadFacts(facts),
    consents: [],
    organisation,
    sender: organisation.sender,
    recipient: 'ann@lead.test',
    relay: 'default',
    messageId: '01890a5d-ac96-774b-bcce-b302099a8057',
    now: '2027-03-01T10:00:00Z' as Parameters<typeof composeSample>[0]['now'],
    mailDomain: 'mail.acme.test',
    publicUrl,
  });

describe('the size of a mail', () => {
  const links = (count: number, padding: number) =>
    wholeText(`${'y'.repeat(padding)}${'<a href="https://a.test/">x</a> '.repeat(count)}`);
  const longUrl = `https://${'m'.repeat(48)}.example`;

  it.each([
    ['with a fixture', { 'a.fixture.json': '{}' }],
    ['without one', {}],
  ])('counts links as long as they leave, %s', async (_how, fixture) => {
    await templates.write({ 'a.mjml': links(300, 40_000), ...fixture });
    const { template } = await templates.compiled('a');
    const { bytes } = sampleOf(template, {}, longUrl);
    expect(bytes.html).toBeLessThan(102 * 1024);
    // Now so much more that the mail is just too long: with links of thirty letters it would not be.
    await templates.write({ 'a.mjml': links(300, 40_000 + 102 * 1024 - bytes.html + 400) });
    expect(await templates.told('a')).toContainEqual(expect.stringContaining('Gmail cuts mails after 102 KB'));
  });

  it('does not count where links lead that no address can carry, nor both sides of a condition', async () => {
    const long = `https://a.test/${'z'.repeat(2050)}`;
    const side = 'y'.repeat(45_000);
    await templates.write({
      'a.mjml': wholeText(
        `${`<a href="${long}">x</a> `.repeat(20)}{{#if (has "company")}}${side}{{else}}${side}{{/if}}`,
      ),
      'a.fixture.json': '{}',
    });
    expect(await templates.told('a')).toEqual([]);
  });
});

describe('the language of the page', () => {
  it.each([
    ['', 'en'],
    ['de', 'de'],
  ])('is said wherever MJML says one, with lang=%j', async (lang, said) => {
    const file = lang ? 'a.de.mjml' : 'a.mjml';
    await templates.write({ 'a.mjml': wholeText('x'), [file]: wholeMail(text('x'), { lang }) });
    const { template } = await templates.compiled('a');
    const html = printedPlan(template.variants.at(-1)?.html ?? []);
    expect(html.match(/\blang="[^"]*"/g)).toEqual([`lang="${said}"`, `lang="${said}"`]);
  });
});

describe('a subject', () => {
  it('may have quotes, which the name of the page has too', async () => {
    const title = 'Your "free" guide, {{field "firstName" "you"}}';
    await templates.write({ 'a.mjml': wholeMail(text('x'), { title }), 'a.fixture.json': '{}' });
    const { template } = await templates.compiled('a');
    const { mail, html } = sampleOf(template);
    expect(mail.subject).toBe('Your "free" guide, Ann');
    expect(html).toContain('aria-label="Your &quot;free&quot; guide, Ann"');
  });

  const subject = async (title: string): Promise<readonly string[]> => {
    await templates.write({ 'a.mjml': wholeMail(text('x'), { title }), 'a.fixture.json': '{}' });
    return templates.told('a');
  };

  it.each([
    '{{field "firstName" ""}}',
    '{{#if (has "company")}}Hello{{/if}}',
    '{{field "firstName" ""}} {{number "sites" ""}}',
  ])('that can come out empty is warned of: %s', async (title) => {
    expect(await subject(title)).toEqual([
      'a.mjml:2:12 TEMPLATE_DOUBTFUL The subject is empty for a lead of whom nothing is known',
    ]);
  });

  it.each([
    'Hello {{field "firstName" ""}}',
    '{{field "firstName" "Hello"}}',
    '{{field "email"}}',
    '{{organisation.name}}',
    '{{#if (has "firstName")}}{{field "firstName" ""}}{{else}}Hello{{/if}}',
  ])('that cannot is not: %s', async (title) => {
    expect(await subject(title)).toEqual([]);
  });
});
