import { expect, it } from 'vitest';
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
  expect(page).toContain('<time datetime="2026-11-21T08:30:00+00:00">2026-11-21 08:30</time>');
  expect(page).toContain('<dt>Employees</dt><dd>80</dd>');
  expect(page).toContain('<li>a</li><li>&lt;b&gt;</li>');
  expect(page).not.toMatch(/018f0000|Title|Empty|null/);
});

it('names the sections of which there is nothing', () => {
  expect(page).toContain('<h2>Nothing is kept of</h2><ul><li><b>Letters.</b> What we wrote.</li></ul>');
});

it('escapes everything, and loads and runs nothing', () => {
  expect(page).toContain('Acme &lt;Meters&gt;');
  expect(page).toContain('Who you are &lt;to us&gt;.');
  expect(page).toContain('&quot;quoted&quot;');
  expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import|http:|https:|\son\w+=/i);
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
});
