/** Every file of the example workspace is a test: it must pass the checks that a user's own files pass, and read well. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'node-html-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LeadFacts } from '../../domain/lead.ts';
import type { Workspace } from '../../domain/workspace.ts';
import type { CompiledTemplate } from '../../mail/ports.ts';
import { someLead } from '../support/timeline.ts';
import {
  clickUrl,
  type ExampleSequence,
  exampleCompilations,
  exampleLeads,
  exampleSequences,
  exampleTemplates,
  exampleWorkspace,
  factsOf,
  fixtureOf,
  pixelUrl,
  preferencesUrl,
  type ReadMail,
  rendered,
  root,
  unsubscribeUrl,
} from './example-files.ts';

const variants = readdirSync(join(root, 'templates')).filter((file) => file.endsWith('.mjml'));
const templateNames = variants.filter((file) => file.split('.').length === 2).map((file) => file.replace('.mjml', ''));

let workspace: Workspace;
let templates: ReadonlyMap<string, CompiledTemplate>;
let sequences: ReadonlyMap<string, ExampleSequence>;
beforeAll(async () => {
  workspace = exampleWorkspace();
  templates = await exampleTemplates();
  sequences = exampleSequences(workspace, templates);
});

const template = (name: string): CompiledTemplate => {
  const found = templates.get(name);
  if (!found) throw new Error(`There is no template ${name}`);
  return found;
};

/** No address of the example may belong to anybody (RFC 2606). */
const isReserved = (host: string): boolean => /(^|\.)(example|example\.(com|net|org))$/.test(host);

describe('the workspace', () => {
  it('has three salespeople and takes returned leads into a sequence that exists', () => {
    const { salespeople, returns } = workspace.sales;
    expect(salespeople).toHaveLength(3);
    expect([...sequences.keys()]).toContain(returns.sequence);
    expect(returns.coolDown.no_budget).toBeUndefined();
  });

  it('writes only to and from addresses that are reserved for examples', () => {
    const { organisation, sales } = workspace;
    const people = [...sales.salespeople, organisation.sender].map(({ address }) => address);
    const leads = exampleLeads(workspace).leads.map(({ lead }) => lead.email);
    const foreign = [...people, ...leads].filter((address) => !isReserved(address.split('@')[1] ?? ''));
    expect(foreign).toEqual([]);
  });
});

describe('the leads', () => {
  it('all 25 are read, from enough sources to begin every sequence', () => {
    const { leads, broken } = exampleLeads(workspace);
    expect(broken).toEqual([]);
    expect(leads).toHaveLength(25);
    const from = (source: string) => leads.filter(({ lead }) => lead.source === source).length;
    expect(from('guide-download')).toBeGreaterThanOrEqual(6);
    expect(from('webinar')).toBeGreaterThanOrEqual(4);
  });

  it('some have accents or apostrophes in their names, and some have no name or company at all', () => {
    const leads = exampleLeads(workspace).leads.map(({ lead }) => lead);
    expect(leads.map(({ lastName }) => lastName)).toEqual(
      expect.arrayContaining(["O'Brien", 'Söderberg', 'Zieliński']),
    );
    expect(leads.filter(({ firstName }) => !firstName).length).toBeGreaterThanOrEqual(1);
    expect(leads.filter(({ company }) => !company).length).toBeGreaterThanOrEqual(1);
    expect(new Set(leads.map(({ timeZone }) => timeZone)).size).toBeGreaterThanOrEqual(10);
  });
});

describe('the sequences', () => {
  it('use every template, and only templates that exist', () => {
    const used = [...sequences.values()].flatMap((sequence) => sequence.templates);
    expect([...new Set(used)].sort()).toEqual([...templateNames].sort());
  });

  it('wait only for links that the mail they wait for has', () => {
    const waits = [...sequences.values()].flatMap(({ program }) =>
      Object.values(program.steps).flatMap((step) =>
        step.kind === 'waitFor' ? step.events.map((matcher) => ({ matcher, program })) : [],
      ),
    );
    const named = waits.flatMap(({ matcher, program }) =>
      matcher.kind === 'click' && matcher.link !== null && matcher.of !== null
        ? [{ link: matcher.link, send: program.steps[matcher.of] }]
        : [],
    );
    expect(named.length).toBeGreaterThanOrEqual(3);
    for (const { link, send } of named) {
      expect(send?.kind === 'send' ? template(send.template).links : []).toContain(link);
    }
  });

  it('never show a returned lead a mail that it had before it went to sales', () => {
    const { returns } = workspace.sales;
    const again = sequences.get(returns.sequence)?.templates ?? [];
    const before = [...sequences.values()].filter(({ name }) => name !== returns.sequence);
    expect(again.length).toBeGreaterThan(0);
    expect(before.flatMap((sequence) => sequence.templates).filter((name) => again.includes(name))).toEqual([]);
  });
});

function greeting({ firstName, lastName }: LeadFacts, language: string | null): RegExp {
  if (language !== 'de') return new RegExp(`^Hi ${firstName ?? 'there'},$`, 'm');
  return new RegExp(`^${['Guten Tag', firstName, lastName].filter(Boolean).join(' ')},$`, 'm');
}

describe('the templates', () => {
  it('leave nothing to be warned of, and have variants by language', async () => {
    const all = [...(await exampleCompilations()).values()];
    expect(all.flatMap(({ warnings }) => warnings)).toEqual([]);
    const translated = all.filter(({ template: { variants } }) => variants.some(({ language }) => language === 'de'));
    expect(translated.length).toBeGreaterThanOrEqual(2);
    expect(variants).toHaveLength(all.flatMap(({ template: { variants } }) => variants).length);
  });

  it('are in the language of their reader where they can be, with dates and numbers to match', () => {
    const lead = { ...fixtureOf('renewal-soon'), timeZone: 'America/Los_Angeles' };
    const text = (language: string) => rendered(workspace, template('renewal-soon'), { ...lead, language }).text;
    expect(text('de-AT')).toContain('Ihr Vertrag läuft bis Mittwoch, 31. März 2027.');
    expect(text('de')).toContain('Bei uns vermerkt sind 38 Gebäude;');
    expect(text('en-GB')).toMatch(/Your contract runs until Wednesday,? 31 March 2027\./);
    expect(text('fr')).toContain('Your contract runs until Wednesday, March 31, 2027.');
    expect(rendered(workspace, template('renewal-soon'), { ...lead, language: 'de', fields: {} }).text).toContain(
      'Ihr Vertrag läuft bis zum Ende seiner Laufzeit in 30 Tagen.',
    );
  });
});

describe.each(templateNames)('the template %s', (name) => {
  const mail = (): ReadMail => rendered(workspace, template(name), fixtureOf(name));

  it('has a fixture of the shape of a lead, with declared fields only', () => {
    const fixture = fixtureOf(name);
    // Hardly a mail speaks of these; what a fixture leaves out is not known.
    const { phone: _, kind: __, ...usual } = someLead;
    expect(Object.keys(fixture).sort()).toEqual(Object.keys(usual).sort());
    const declared = Object.keys(workspace.organisation.fields);
    expect(Object.keys(fixture.fields).filter((field) => !declared.includes(field))).toEqual([]);
  });

  it('reads only facts that a lead can have', () => {
    const known = [...Object.keys(someLead), ...Object.keys(workspace.organisation.fields)];
    expect(template(name).fields.filter((field) => !known.includes(field))).toEqual([]);
  });

  it('shows the way out and the postal address in both parts', () => {
    const { html, text } = mail();
    for (const part of [html, text]) {
      expect(part).toContain(unsubscribeUrl);
      expect(part).toContain(preferencesUrl);
      expect(part).toContain(workspace.organisation.postalAddress);
    }
  });

  it('has a short subject, a preheader, and stays far below the size at which Gmail cuts', () => {
    const { subject, html } = mail();
    expect(subject.length).toBeGreaterThan(10);
    expect(subject.length).toBeLessThanOrEqual(60);
    for (const { preheader } of template(name).variants) expect(preheader.join('').length).toBeGreaterThan(20);
    expect(Buffer.byteLength(html)).toBeLessThan(40 * 1024);
  });

  it('has a text part that says what the HTML says', () => {
    const { html, text } = mail();
    const paragraphs = parse(html).querySelectorAll('h1, h2, li');
    expect(paragraphs.length).toBeGreaterThan(1);
    const flat = text.replace(/\s+/g, ' ');
    for (const paragraph of paragraphs) expect(flat).toContain(paragraph.text.replace(/\s+/g, ' ').trim());
    expect(text).not.toMatch(/<(?!https?:)/);
  });

  it('loads nothing from anywhere, and every link leads through the click counter to a reserved address', () => {
    const { html, links } = mail();
    const page = parse(html);
    expect(page.querySelectorAll('img').map((image) => image.getAttribute('src'))).toEqual([pixelUrl]);
    expect(html).not.toMatch(/url\(|@import|<link|<script/i);
    const targets = page.querySelectorAll('a[href]').map((anchor) => anchor.getAttribute('href'));
    expect(targets.filter((href) => href !== unsubscribeUrl && href !== preferencesUrl)).toEqual(
      links.map((_link, index) => clickUrl(index)),
    );
    for (const { url } of links) expect(isReserved(new URL(url).hostname), url).toBe(true);
  });

  it('has nothing unresolved for any of the leads, also for those with gaps', () => {
    const leads = [fixtureOf(name), ...exampleLeads(workspace).leads.map(({ lead }) => factsOf(lead))];
    for (const lead of leads) {
      const { language, subject, html, text } = rendered(workspace, template(name), lead);
      for (const part of [subject, html, text]) expect(part).not.toMatch(/\{\{|\}\}|undefined|\bnull\b|\[object/);
      expect(text).toMatch(greeting(lead, language));
      expect(text).not.toMatch(/ [,.]|\bat [,.]/);
    }
  });
});
