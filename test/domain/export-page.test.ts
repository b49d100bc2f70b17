import { expect, it } from 'vitest';
import { exportHeadings, headingsFor } from '../../domain/export-headings.ts';
import { exportPage } from '../../domain/export-page.ts';

const page = exportPage(
  {
    exportedAt: '2026-11-22T09:00:00.000Z',
    sections: [
      {
        name: 'lead',
        about: 'Who you are <to us>.',
        rows: [
          {
            ...{
              id: '018f0000-0000-7000-8000-000000000000',
              firstName: 'Ann & Bob',
              createdAt: '2026-11-21T08:30:00+00:00',
            },
            ...{ fields: { employees: 80, note: '"quoted"', empty: null }, tags: ['a', '<b>'], title: null },
          },
        ],
      },
      { name: 'letters', about: 'What we wrote.', rows: [] },
    ],
  },
  'Acme <Meters>',
);

it('says in plain words what is known, and leaves out numbers and what is empty', () => {
  expect(page).toContain('<dt>First name</dt><dd>Ann &amp; Bob</dd>');
  expect(page).toContain('<time datetime="2026-11-21T08:30:00+00:00">21 November 2026, 08:30</time>');
  expect(page).toContain('<dt>Employees</dt><dd>80</dd>');
  expect(page).toContain('<li>a</li><li>&lt;b&gt;</li>');
  expect(page).not.toMatch(/018f0000|Position|Empty|null/);
});

it('names the sections of which there is nothing', () => {
  expect(page).toContain(
    '<h2>Nothing is kept of</h2><ul><li><b>Letters to you.</b> <span lang="en">What we wrote.</span></li></ul>',
  );
});

const rowOf = (name: string, row: Readonly<Record<string, unknown>>) => {
  const shown = exportPage(
    { exportedAt: '2026-11-22T09:00:00.000Z', sections: [{ name, about: '', rows: [row] }] },
    null,
  );
  return /<article>(.*)<\/article>/s
    .exec(shown)?.[1]
    ?.replaceAll(/<[^>]+>/g, '|')
    .replaceAll(/\|+/g, '|');
};

it.each([
  ['mails', { subject: 'Hi', state: 'IN_FLIGHT', relay: 'smtp' }, '|Hi|What became of it|is being sent|'],
  [
    'suppressions',
    { reason: 'bounce_hard', scope: 'topic/news', actor: 'event bounce_hard' },
    '|mails came back: there is nobody at the address|Which mails it stops|mails of news|Recorded by|the system|',
  ],
  [
    'received',
    { kind: 'auto-reply', way: 'imap/sales', status: 'held' },
    '|An automatic answer|How it stands|waits for a person|How it came|from our mailbox|',
  ],
  [
    'consents',
    { purpose: 'tracking', basis: 'legitimate_interest', proof: { method: 'double-opt-in' } },
    '|Seeing opens and clicks, our legitimate interest|How we know|By|a link that you confirmed|',
  ],
  [
    'events',
    { kind: 'custom', name: 'demo_requested', payload: { hit: { link: 3, userAgent: 'Firefox' } } },
    '|Another system told us something|Which|demo requested|What was told|The request|Program|Firefox|',
  ],
  [
    'letters',
    { actor: 'api/crm: by mistake', kind: 'note', inReplyTo: '<1@x>' },
    '|What it is|a note among us|Written by|another system of ours (crm): by mistake|',
  ],
  ['newSection', { someMember: 'its value', someCode: 'as_it_is' }, '|Some member|its value|Some code|as_it_is|'],
])('puts codes of %s into words, and shows what it has no words for: %j', (name, row, expected) => {
  expect(rowOf(name, row)).toBe(expected);
});

it('has the headings of the language of the lead, and says that the rest is English', () => {
  const sections = [{ name: 'lead', about: 'Who you are.', rows: [{ language: 'pt-BR', email: 'a@b.test' }] }];
  const shown = exportPage({ exportedAt: '2026-11-22T09:00:00.000Z', sections }, null);
  expect(shown).toContain('<html lang="pt">');
  expect(shown).toContain('<h2>Sobre si</h2><div lang="en"><p class="about">Who you are.</p>');
});

it('has every heading in every language, unlike those of the others', () => {
  const names = Object.keys(exportHeadings.en ?? {});
  expect(Object.keys(exportHeadings)).toHaveLength(14);
  for (const [language, headings] of Object.entries(exportHeadings)) {
    expect(Object.keys(headings)).toEqual(names);
    const texts: readonly string[] = Object.values(headings);
    expect(new Set(texts).size, language).toBe(names.length);
    for (const text of texts) expect(text, language).not.toMatch(/[<>&"']|\s\s|^\s|\s$/);
  }
  expect([headingsFor('nn-NO').language, headingsFor('xx').language, headingsFor('constructor').language]).toEqual([
    ...['nb', 'en', 'en'],
  ]);
});

it('escapes everything, and loads and runs nothing', () => {
  expect(page).toContain('Acme &lt;Meters&gt;');
  expect(page).toContain('Who you are &lt;to us&gt;.');
  expect(page).toContain('&quot;quoted&quot;');
  expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import|http:|https:|\son\w+=/i);
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
});
