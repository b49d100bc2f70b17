/**
 * Forms as visitors meet them, without a script: steps, mistakes, and what becomes of what they sent. Long, because it
 * follows visitors from the first page to the lead.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TendrilError } from '../../domain/errors.ts';
import { composeNurtureMail } from '../../mail/compose.ts';
import { decodedBody } from '../../mail/quoted-printable.ts';
import { createRenderer } from '../../mail/render.ts';
import { submissionOf } from '../../server/forms/submission.ts';
import { takeSubmission } from '../../server/forms/taking.ts';
import { leadFacts, organisation } from '../mail/lead-sample.ts';
import { exampleForms, type FormServer, startFormServer, type Visit } from './forms-ground.ts';
import { drained, eventsOf, publicUrl } from './test-server.ts';

let server: FormServer;
beforeAll(async () => {
  server = await startFormServer();
});
afterAll(() => server.close());

const agree = { _consent: 'yes' };
const lead = (email: string) => server.store.leads.get(email, server.now());

/** The link of a mail to a form, as it stands in the mail. */
function linkOf(messageId: string, form: string): string {
  const url = [{ kind: 'value', helper: 'formUrl', args: [form] }] as const;
  const html = ['<body><a href="', { kind: 'link', id: 0, name: 'ask', url }, '">a</a></body>'] as const;
  const { mail } = composeNurtureMail({
    ...{ messageId, cacheKey: 'a', facts: leadFacts(), consents: [], recipient: 'ida@ida.example', relay: 'smtp' },
    template: {
      ...{ format: 2, name: 'a', fields: [], links: ['ask'] },
      variants: [{ language: null, subject: ['x'], preheader: [], html, text: [] }],
    },
    ...{ now: server.now(), list: { name: 'a', id: 'a.example' }, feedback: { campaign: 'a', kind: 'nurture' } },
    ...{ sender: organisation.sender, organisation, publicUrl, mailDomain: 'acme.example', signer: server.signer },
    renderer: createRenderer(),
  });
  const [, address = ''] = /href="([^"]+)"/.exec(decodedBody(mail.html)) ?? [];
  return address.slice(publicUrl.length);
}

/** What a reader sees, without markup. */
const textOf = ({ html }: Visit): string =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<script.*?<\/script>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

describe('a form with a guide', () => {
  test('makes a lead with where it came from, and asks by mail before anything is sent', async () => {
    const query =
      'utm_source=ads&utm_campaign=winter&gclid=abc123&page=https://www.example.com/blog?secret=1&referrer=https://news.example.org/a?b=c';
    const form = await server.open(`/f/energy-guide?${query}`);
    expect(form.status).toBe(200);
    const sent = await form.send({ email: 'Ann@Customer.example', firstName: 'Ann', buildingType: 'school', ...agree });
    expect(sent.status).toBe(200);
    expect(textOf(sent)).toContain('Please look into your mailbox');
    await server.desk.idle();

    const made = await lead('ann@customer.example');
    expect(made).toMatchObject({
      firstName: 'Ann',
      source: 'guide-download',
      language: 'en',
      fields: { buildingType: 'school' },
    });
    expect(await server.store.leads.origins(made.id)).toMatchObject([
      {
        way: 'form',
        source: 'guide-download',
        detail: {
          form: 'energy-guide',
          campaign: { source: 'ads', campaign: 'winter' },
          clickId: { kind: 'gclid', value: 'abc123' },
          landingPage: 'https://www.example.com/blog',
          referrer: 'https://news.example.org/a',
        },
      },
    ]);
    expect(await eventsOf(server.store, made.id)).toMatchObject([{ event: 'form', name: 'energy-guide' }]);
    expect(await server.store.consents.list(made.id)).toEqual([]);
    expect((await server.store.enrollments.list({ leadId: made.id }, { limit: 5 })).items).toEqual([]);
    expect((await drained(server.store, server.now())).map(({ kind }) => kind)).toEqual(['start_letter']);

    const [submission] = (await server.store.forms.list({ form: 'energy-guide' }, { limit: 1 })).items;
    expect(submission).toMatchObject({ status: 'accepted', leadId: made.id, email: null, confirmedAt: null });
  });

  test('sends the guide once the person has confirmed, and counts that', async () => {
    const form = await server.open('/f/energy-guide');
    await form.send({ email: 'bea@customer.example', ...agree });
    await server.desk.idle();
    const { id } = await lead('bea@customer.example');
    const { sections } = await server.store.rights.export(id, server.now());
    const request = String(sections.find(({ name }) => name === 'consentRequests')?.rows[0]?.id);
    await server.store.consents.confirm(request, { ip: '192.0.2.7' }, server.now());
    const { items } = await server.store.enrollments.list({ leadId: id }, { limit: 5 });
    expect(items).toMatchObject([{ sequence: 'welcome', status: 'active' }]);
    expect(await server.store.consents.list(id)).toMatchObject([
      {
        purpose: 'marketing',
        source: 'form energy-guide',
        wording: expect.stringMatching(/^Send me the guide and/),
        proof: { method: 'double-opt-in', wordingVersion: expect.stringMatching(/^[0-9a-f]{16}$/) },
      },
    ]);
    const { items: submissions } = await server.store.forms.list({ form: 'energy-guide' }, { limit: 1 });
    expect(submissions[0]?.confirmedAt).toBe(server.now());
    await server.desk.idle();
    const figures = await server.store.forms.figures('2026-01-01');
    expect(figures['energy-guide']).toMatchObject({ shown: 2, begun: 2, accepted: 2, held: 0, spam: 0, confirmed: 1 });
  });

  test('is sent once, however often its button is pressed or its page is loaded again', async () => {
    const form = await server.open('/f/energy-guide');
    const answers = { email: 'twice@customer.example', ...agree };
    const first = await form.send(answers);
    const [second, third] = await Promise.all([form.send(answers), form.send(answers)]);
    await server.desk.idle();
    expect([second.html, third.html]).toEqual([first.html, first.html]);
    const made = await lead('twice@customer.example');
    expect(await eventsOf(server.store, made.id)).toHaveLength(1);
    expect(
      (await server.store.forms.list({ form: 'energy-guide' }, { limit: 50 })).items.filter(
        ({ leadId }) => leadId === made.id,
      ),
    ).toHaveLength(1);
    expect((await drained(server.store, server.now())).filter(({ kind }) => kind === 'start_letter')).toHaveLength(2);
  });

  test('asks for the confirmation once, though the process dies before it has booked that', async () => {
    const { store, now, desk } = server;
    await drained(store, now());
    const form = exampleForms().forms['energy-guide'];
    if (!form) throw new Error('There is no guide');
    const answers = { email: 'dying@customer.example' };
    const kept = submissionOf({
      ...{ form, answers, lead: answers, wording: 'Yes', visit: randomUUID(), origin: {}, identified: null, proof: {} },
      judged: { kind: 'fine', reasons: [] },
    });
    const { id } = await store.forms.keep(kept, now());
    const gone = () => Promise.reject(new TendrilError('DATABASE_UNAVAILABLE', 'The process is gone'));
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const dying = { store: { ...store, forms: { ...store.forms, accepted: gone } }, now, log };
    await expect(takeSubmission(dying, id)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await desk.recover();
    expect((await store.forms.list({}, { limit: 1 })).items).toMatchObject([{ id, status: 'pending' }]);
    server.advance(61_000);
    await desk.recover();
    expect((await store.forms.list({}, { limit: 1 })).items).toMatchObject([{ id, status: 'accepted' }]);
    expect((await drained(store, now())).map(({ kind }) => kind)).toEqual(['start_letter']);
    const made = await lead('dying@customer.example');
    expect(await eventsOf(store, made.id)).toHaveLength(1);
    const { sections } = await store.rights.export(made.id, now());
    expect(sections.find(({ name }) => name === 'consentRequests')?.rows).toHaveLength(1);
  });

  test('tells what is wrong beside the question and above all of them, and keeps what was typed', async () => {
    const form = await server.open('/f/energy-guide', { 'Accept-Language': 'de' });
    const wrong = await form.send({ email: 'ann@', firstName: 'Zoë "<b>', buildingType: 'castle' });
    expect(wrong.status).toBe(422);
    expect(wrong.html).toContain('<html lang="de"');
    expect(wrong.html).toContain('value="Zoë &quot;&lt;b&gt;"');
    const summary = /<div class="mistakes".*?<\/div>/s.exec(wrong.html)?.[0] ?? '';
    expect(
      [...summary.matchAll(/href="#([\w-]+)">([^<]*)</g)].map(([, id, text]) => `${id}: ${text}`),
    ).toMatchInlineSnapshot(`
      [
        "q-email: E-Mail-Adresse: Bitte geben Sie eine E-Mail-Adresse wie ann@example.com ein.",
        "q-buildingType: Was für ein Gebäude ist es?: Bitte wählen Sie eine der Antworten.",
        "q-_consent: Bitte setzen Sie das Häkchen, wenn Sie einverstanden sind; ohne das können wir Ihnen nichts senden.",
      ]
    `);
    expect(wrong.html).toMatch(/id="q-email"[^>]*aria-describedby="e-email" aria-invalid="true" autofocus/);
    const right = await wrong.send({ email: 'zoe@customer.example', firstName: 'Zoë', ...agree });
    expect(textOf(right)).toContain('Bitte sehen Sie in Ihr Postfach');
    await server.desk.idle();
    expect(await lead('zoe@customer.example')).toMatchObject({ firstName: 'Zoë', language: 'de' });
  });

  test('asks once whether another address was meant, and takes the one that is chosen', async () => {
    const form = await server.open('/f/energy-guide');
    const asked = await form.send({ email: 'cy@gmial.com', ...agree });
    expect(asked.status).toBe(422);
    expect(textOf(asked)).toContain('Did you mean cy@gmail.com?');
    const again = await asked.send({ email: 'cy@gmial.com', ...agree });
    expect(textOf(again)).toContain('Did you mean cy@gmail.com?');
    const kept = await again.send({ email: 'cy@gmial.com', _meant: 'cy@gmial.com', ...agree });
    expect(textOf(kept)).toContain('Mail cannot be delivered to this address');
    const taken = await again.send({ email: 'cy@gmial.com', _meant: 'cy@gmail.com', ...agree });
    expect(textOf(taken)).toContain('Please look into your mailbox');
    await server.desk.idle();
    expect(await lead('cy@gmail.com')).toMatchObject({ email: 'cy@gmail.com' });
  });
});

describe('a form of two steps', () => {
  const first = { email: 'dan@customer.example', firstName: 'Dan', lastName: 'Dee', company: 'Dee Ltd' };

  test('asks by the answers of its first step, and drops answers to what it asks no more', async () => {
    const form = await server.open('/f/demo');
    const second = await form.send({ ...first, buildingType: 'school' });
    expect(second.status).toBe(200);
    expect(second.html).toContain('name="sites"');
    expect(second.html).not.toContain('name="employees"');
    const missing = await second.send({ phone: '33 12 34 56' });
    expect(textOf(missing)).toContain('How many buildings are there?: Please answer this question.');
    const back = await missing.send({ _action: 'back', sites: '4', phone: '33 12 34 56' });
    expect(back.html).toContain('value="dan@customer.example"');
    const other = await back.send({ ...first, buildingType: 'office' });
    expect(other.html).toContain('name="employees"');
    const done = await other.send({ employees: '120', phone: '33 12 34 56' });
    expect(textOf(done)).toContain('within one working day');
    await server.desk.idle();
    expect(await lead('dan@customer.example')).toMatchObject({
      company: 'Dee Ltd',
      fields: { buildingType: 'office', employees: 120 },
      source: 'contact-form',
    });
    expect((await lead('dan@customer.example')).fields).not.toHaveProperty('sites');
  });

  test('stores nothing of who leaves after the first step', async () => {
    const form = await server.open('/f/demo');
    await form.send({ ...first, email: 'left@customer.example', buildingType: 'office' });
    await server.desk.idle();
    await expect(lead('left@customer.example')).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    const { items } = await server.store.forms.list({}, { limit: 100 });
    expect(items.filter(({ email }) => email === 'left@customer.example')).toEqual([]);
  });

  test('goes on after a day with all that was typed, and starts again for a state that is not ours', async () => {
    const form = await server.open('/f/demo');
    const second = await form.send({ ...first, email: 'slow@customer.example', buildingType: 'office' });
    server.advance(25 * 3_600_000);
    const late = await second.send({ employees: '5' });
    expect([late.status, textOf(late)]).toEqual([400, expect.stringContaining('The form was open for a long time.')]);
    expect(textOf(await late.send({ employees: '5' }))).toContain('Thank you');
    const forged = second.state.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    for (const state of [forged, '', 'x', '1.AAAAAAAAAAAAAAAAAAAAAAAA.e30', second.state.replace(/^\d+/, '99')]) {
      const again = await second.send({ _state: state, employees: '5' });
      expect([state.length > 0 && again.status, again.html.includes('name="email"')]).toEqual([
        state.length > 0 && 400,
        true,
      ]);
    }
  });
});

describe('who comes back', () => {
  test('by a link of a mail is asked the next questions, and may correct what is known', async () => {
    const known = await server.addLead({
      email: 'eve@eve.example',
      firstName: 'Eve',
      fields: { buildingType: 'hotel' },
    });
    const { id } = await server.sentMail(known);
    const form = await server.open(`/f/energy-guide?t=${server.token('form', id)}`);
    expect([...form.html.matchAll(/name="(\w+)"/g)].map(([, name]) => name)).toEqual([
      ...['viewport', 'robots', '_state', 'email', 'company', 'employees', '_consent', 'website', '_action'],
    ]);
    for (const value of ['Eve', 'hotel', 'eve@']) expect(form.html).not.toContain(value);
    await form.send({ email: 'eve@eve.example', company: 'Eve Ltd', employees: '40', ...agree });
    await server.desk.idle();
    expect(await lead('eve@eve.example')).toMatchObject({
      company: 'Eve Ltd',
      fields: { buildingType: 'hotel', employees: 40 },
    });
  });

  test('follows the link that its mail has for it; who got the mail from it sees no more than that', async () => {
    const known = await server.addLead({
      email: 'ida@ida.example',
      firstName: 'Ida',
      fields: { buildingType: 'hotel' },
    });
    const sent = await server.sentMail(known, [{ name: 'ask', url: `${publicUrl}/f/energy-guide` }]);
    const link = linkOf(sent.id, 'energy-guide');
    const followed = await server.app.request(link);
    const page = followed.headers.get('location') ?? '';
    expect([followed.status, page]).toEqual([302, expect.stringMatching(/^https:.*\/f\/energy-guide\?t=\w{58}$/)]);

    const form = await server.open(page.slice(publicUrl.length));
    const asked = [...form.html.matchAll(/id="q-(\w+)"/g)].map(([, name]) => name);
    expect(asked).toEqual(['email', 'company', 'employees', '_consent']);
    for (const value of ['Ida', 'hotel', 'ida@']) expect(form.html).not.toContain(value);
    expect(form.headers.get('referrer-policy')).toBe('same-origin');

    // A colleague that it passed the mail on to: a lead of its own, and nothing of the first changes.
    await form.send({ email: 'jo@ida.example', company: 'Other Ltd', employees: '7', ...agree });
    await server.desk.idle();
    expect(await lead('ida@ida.example')).toMatchObject({ company: null, fields: { buildingType: 'hotel' } });
    const other = await lead('jo@ida.example');
    expect(other).toMatchObject({ company: 'Other Ltd', firstName: null, fields: { employees: 7 } });
    expect(other.fields).not.toHaveProperty('buildingType');

    await (await server.open(page.slice(publicUrl.length))).send({ email: known.email, company: 'Ida Ltd', ...agree });
    await server.desk.idle();
    expect(await lead(known.email)).toMatchObject({ company: 'Ida Ltd' });
    await server.recorder.idle();
    expect(await eventsOf(server.store, known.id)).toContainEqual(expect.objectContaining({ link: 'ask' }));
  });

  test('by an address alone is asked what everybody is, and changes nothing that is known', async () => {
    const before = await server.addLead({
      email: 'flo@customer.example',
      firstName: 'Flo',
      language: 'fr',
      source: 'webinar',
    });
    const form = await server.open('/f/energy-guide?t=forged');
    await form.send({ email: 'FLO@customer.example', firstName: 'Mallory', buildingType: 'hotel', ...agree });
    await server.desk.idle();
    const after = await lead('flo@customer.example');
    expect(after).toMatchObject({ id: before.id, firstName: 'Flo', language: 'fr', fields: { buildingType: 'hotel' } });
  });

  test('does not lift an opt-out by typing an address into a form without confirmation', async () => {
    await server.addLead({ email: 'gil@customer.example' });
    await server.store.suppressions.add('gil@customer.example', 'unsubscribe', null, server.now());
    const form = await server.open('/f/demo');
    const answers = {
      email: 'gil@customer.example',
      firstName: 'G',
      lastName: 'H',
      company: 'I',
      buildingType: 'office',
    };
    await (await form.send(answers)).send({ ...agree });
    await server.desk.idle();
    expect(await server.store.suppressions.reasonFor('gil@customer.example')).toBe('unsubscribe');
  });
});

describe('forms by the API', () => {
  const ask = async (route: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const [method = 'GET', path = '/'] = route.split(' ');
    const response = await server.app.request(path, {
      method,
      headers: { Authorization: `Bearer ${server.keys.leads}`, 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };

  test('are told with what puts them into a page', async () => {
    const { body: listed } = await ask('GET /v1/forms');
    expect(listed.items.map(({ form }: { form: string }) => form)).toEqual(['demo', 'energy-guide']);
    const { snippet, version } = (await ask('GET /v1/forms/demo')).body;
    expect(snippet).toBe(
      '<script src="https://go.acme.example/f/demo.js" async></script>\n<noscript><a href="https://go.acme.example/f/demo">See it with your own numbers</a></noscript>',
    );
    expect(version).toMatch(/^[0-9a-f]{16}$/);
    expect((await ask('GET /v1/forms/none')).status).toBe(404);
  });

  test('are handed in once by an Idempotency-Key, and told all that is wrong', async () => {
    const answers = {
      email: 'api@customer.example',
      firstName: 'A',
      lastName: 'B',
      company: 'C',
      buildingType: 'school',
      sites: 3,
    };
    const wrong = await ask('POST /v1/forms/demo/submissions', { answers: { ...answers, email: 'x', sites: 'many' } });
    expect([wrong.status, wrong.body.problems]).toEqual([
      422,
      [
        { field: 'email', problem: 'email' },
        { field: 'sites', problem: 'number' },
      ],
    ]);
    const headers = { 'Idempotency-Key': 'one' };
    const body = { answers, consent: true, proof: { ip: '192.0.2.9' }, referrer: 'https://a.example/?q=1' };
    const [first, second] = [
      await ask('POST /v1/forms/demo/submissions', body, headers),
      await ask('POST /v1/forms/demo/submissions', body, headers),
    ];
    expect([first.status, second.status, second.body]).toEqual([202, 202, first.body]);
    await server.desk.idle();
    const made = await lead('api@customer.example');
    expect(made).toMatchObject({ fields: { sites: 3, buildingType: 'school' } });
    expect(await eventsOf(server.store, made.id)).toHaveLength(1);
  });
});
