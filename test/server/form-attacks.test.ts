/**
 * What is tried against forms: floods, forgeries, injections, and asking whom we know. Each with its outcome.
 * Long, because every attack stands in it.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { leadsAsCsv } from '../../cli/lead-download.ts';
import { composeNurtureMail } from '../../mail/compose.ts';
import { mimeOf } from '../../mail/mime.ts';
import { createRenderer } from '../../mail/render.ts';
import { createBucket } from '../../server/forms/allowances.ts';
import { writeVisit } from '../../server/forms/form-visit.ts';
import { isWorkDone, workBits } from '../../server/forms/work.ts';
import { leadFacts, organisation } from '../mail/lead-sample.ts';
import { rankDifference } from '../support/rank-test.ts';
import { type FormServer, startFormServer } from './forms-ground.ts';
import { drained, eventsOf, publicUrl } from './test-server.ts';

const original = pg.Client.prototype.query;
/** Of a mail that is only looked at for its head. */
const empty = { preheader: [], html: ['<body></body>'], text: ['x'] } as const;

let server: FormServer;
beforeAll(async () => {
  server = await startFormServer();
});
afterAll(() => server.close());

const agree = { _consent: 'yes' };
/** Each test calls from a network of its own. */
const from = (network: string) => ({ 'x-test-network': network });
const isKnown = async (email: string): Promise<boolean> => {
  await server.desk.idle();
  return server.store.leads.get(email, server.now()).then(
    () => true,
    () => false,
  );
};
const newest = async () => (await server.store.forms.list({}, { limit: 1 })).items[0];

describe('what looks like a program', () => {
  const fine = { firstName: 'Ann', company: 'Ann Ltd' };
  const cases: Readonly<
    Record<
      string,
      {
        readonly fields?: Record<string, string>;
        readonly headers?: Record<string, string>;
        readonly quick?: boolean;
        readonly status: string;
      }
    >
  > = {
    'fills in what nobody sees': { fields: { website: 'http://x.example' }, status: 'spam' },
    'sends from a page of its own': {
      headers: { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
      status: 'spam',
    },
    'puts a link into a name': { fields: { firstName: 'Win www.prize.example now' }, status: 'held' },
    'puts markup into a name': { fields: { firstName: '<a href=x>hi</a>' }, status: 'spam' },
    'is fast and does not say from where': {
      headers: { Origin: 'null', 'Sec-Fetch-Site': '' },
      quick: true,
      status: 'held',
    },
    'is only fast, as who has it filled in by the browser': { quick: true, status: 'accepted' },
    'only does not say from where': { headers: { Origin: '', 'Sec-Fetch-Site': '' }, status: 'accepted' },
    'has a mailbox for minutes and is fast and silent': {
      fields: { email: 'x@minutes.example' },
      quick: true,
      headers: { Origin: 'null', 'Sec-Fetch-Site': '' },
      status: 'spam',
    },
  };

  test.each(Object.entries(cases))(
    'and %s is thanked like everybody, and becomes no lead unless it may',
    async (name, one) => {
      const other = await (await server.open('/f/energy-guide', from(name))).send(
        { email: 'same@customer.example', ...agree },
        from(name),
      );
      const form = await server.open('/f/energy-guide', from(name));
      if (one.quick) server.advance(-2_500);
      const email =
        one.fields?.email ?? `${createHash('sha256').update(name).digest('hex').slice(0, 8)}@customer.example`;
      const sent = await form.send({ ...fine, email, ...agree, ...one.fields }, { ...from(name), ...one.headers });
      if (one.quick) server.advance(2_500);
      expect([sent.status, sent.html]).toEqual([other.status, other.html]);
      expect(await isKnown(email)).toBe(one.status === 'accepted');
      expect(await newest()).toMatchObject({ status: one.status, email: one.status === 'accepted' ? null : email });
    },
  );

  test('and was held is let in by a person, once', async () => {
    const form = await server.open('/f/energy-guide', from('held'));
    await form.send({ email: 'person@customer.example', firstName: 'https://me.example', ...agree }, from('held'));
    const held = await newest();
    expect(held).toMatchObject({ status: 'held', reasons: ['a link in a name'] });
    await server.store.forms.release(held?.id ?? '', 'tester', server.now());
    await server.store.forms.release(held?.id ?? '', 'tester', server.now());
    await server.desk.recover();
    expect(await isKnown('person@customer.example')).toBe(true);
    expect(await newest()).toMatchObject({ status: 'accepted', releasedBy: 'tester' });
  });

  test('and is not let in within its time is forgotten', async () => {
    const form = await server.open('/f/energy-guide', from('old'));
    await form.send({ email: 'old@customer.example', website: 'x', ...agree }, from('old'));
    const id = (await newest())?.id;
    server.advance(31 * 86_400_000);
    await server.store.retention.sweep('bookkeeping', server.now(), 1_000, server.now());
    expect((await server.store.forms.list({}, { limit: 100 })).items.map((one) => one.id)).not.toContain(id);
  });
});

describe('a flood', () => {
  test('of one network must calculate after a dozen, and then wait', async () => {
    const outcomes: number[] = [];
    for (let n = 0; n < 70; n += 1) {
      const form = await server.open('/f/energy-guide', from('flood'));
      server.advance(-3_000);
      outcomes.push((await form.send({ email: `f${n}@flood.example`, website: 'x', ...agree }, from('flood'))).status);
    }
    expect(outcomes.filter((status) => status === 200)).toHaveLength(12);
    expect(outcomes.slice(12).every((status) => status === 429)).toBe(true);
    const other = await (await server.open('/f/energy-guide', from('neighbour'))).send(
      { email: 'n@customer.example', ...agree },
      from('neighbour'),
    );
    expect(other.status).toBe(200);
  });

  test('is let through for a calculation that nobody can do beforehand', async () => {
    for (let n = 0; n < 12; n += 1) {
      const form = await server.open('/f/energy-guide', from('worker'));
      server.advance(-3_000);
      await form.send({ email: `w${n}@flood.example`, website: 'x', ...agree }, from('worker'));
    }
    const form = await server.open('/f/energy-guide', from('worker'));
    server.advance(-3_000);
    const asked = await form.send({ email: 'worked@customer.example', ...agree }, from('worker'));
    expect([asked.status, asked.headers.get('retry-after')]).toEqual([429, '60']);
    const visit = /data-work="([^"]+)"/.exec(asked.html)?.[1] ?? '';
    let number = 0;
    while (!isWorkDone(visit, String(number))) number += 1;
    expect(createHash('sha256').update(`${visit}:${number}`).digest().readUInt32BE(0) >>> (32 - workBits)).toBe(0);
    for (const wrong of ['', '0', String(number + 1), 'x', '1e3', '9'.repeat(50)]) {
      server.advance(-3_000);
      if (wrong !== String(number))
        expect((await asked.send({ _action: 'send', _work: wrong }, from('worker'))).status).toBe(429);
    }
    server.advance(-3_000);
    expect((await asked.send({ _action: 'send', _work: String(number) }, from('worker'))).status).toBe(200);
    expect(await isKnown('worked@customer.example')).toBe(true);
  });

  test('of many networks is remembered in bounded memory', () => {
    const bucket = createBucket({ burst: 2, everyMs: 1_000 });
    const now = server.now();
    expect([bucket('a', now), bucket('a', now), bucket('a', now), bucket('b', now)]).toEqual([true, true, false, true]);
    for (let n = 0; n < 30_000; n += 1) bucket(`network ${n}`, now);
    expect(bucket('a', now)).toBe(true);
  });

  test('of one visit with ever other addresses ends after three', async () => {
    const form = await server.open('/f/energy-guide', from('visit'));
    for (let n = 0; n < 5; n += 1) await form.send({ email: `visit${n}@customer.example`, ...agree }, from('visit'));
    await server.desk.idle();
    const known = await Promise.all([0, 1, 2, 3, 4].map((n) => isKnown(`visit${n}@customer.example`)));
    expect(known).toEqual([true, true, true, false, false]);
  });
});

describe('what does not belong into a form', () => {
  test.each([
    ['markup', '<script>alert(1)</script>'],
    ['a template', '{{lead.email}} {{{x}}}'],
    ['a header', 'Ann\r\nBcc: all@example.org'],
    ['a NUL', 'Ann\0'],
    ['turned writing', 'Ann\u202egpj.exe'],
    ['half a character', 'Ann\ud800'],
    ['SQL', "'; DROP TABLE lead; --"],
  ])('%s is refused or kept as the text that it is', async (name, typed) => {
    const form = await server.open('/f/energy-guide', from(name));
    const email = `${createHash('sha256').update(typed).digest('hex').slice(0, 8)}@customer.example`;
    const sent = await form.send({ email, firstName: typed, ...agree }, from(name));
    expect([200, 422]).toContain(sent.status);
    expect(sent.html).not.toContain('<script>alert');
    const known = await isKnown(email);
    if (known) expect((await server.store.leads.get(email, server.now())).firstName).toBe(typed);
    for (const { payload } of await drained(server.store, server.now()))
      expect(JSON.stringify(payload)).not.toContain('Bcc');
  });

  test('a body that is too large is refused, and one that is no form is an empty one', async () => {
    const large = await server.app.request('/f/energy-guide', {
      method: 'POST',
      body: new URLSearchParams({ email: 'x'.repeat(40_000) }),
    });
    expect(large.status).toBe(413);
    const json = await server.app.request('/f/energy-guide', {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'Content-Type': 'application/json' },
    });
    expect(json.status).toBe(400);
    const many = await server.open('/f/demo', from('long'));
    const long = await many.send(
      {
        email: 'long@customer.example',
        firstName: 'x'.repeat(5_000),
        lastName: 'y',
        company: 'z',
        buildingType: 'office',
      },
      from('long'),
    );
    expect([long.status, long.html.length < 20_000]).toEqual([422, true]);
  });

  test('names of what every object has are no forms, and addresses lead nowhere else', async () => {
    for (const path of [
      '/f/constructor',
      '/f/__proto__',
      '/f/toString',
      '/f/../v1/leads',
      '/f/constructor.js',
      '/f/%00',
      '/f/x%0d%0aSet-Cookie:a=b',
    ]) {
      expect((await server.app.request(path)).status, path).toBe(path.includes('v1') ? 401 : 404);
    }
    const form = await server.open(
      '/f/energy-guide?lang=%22%3E%3Cscript%3E&utm_source=%3Cscript%3E&page=javascript:alert(1)&site=https://evil.example&embed=1',
    );
    expect(form.html).not.toContain('<script');
    expect(form.html).not.toContain('evil.example');
  });

  test('a state of another form, or one with a number put forward, is not taken', async () => {
    const { state } = await server.open('/f/demo', from('state'));
    const guide = await server.open('/f/energy-guide', from('state'));
    expect((await guide.send({ _state: state, email: 'a@customer.example', ...agree }, from('state'))).status).toBe(
      400,
    );
    const [key, mac, body = ''] = guide.state.split('.');
    const visit = JSON.parse(Buffer.from(body, 'base64url').toString());
    const changed = Buffer.from(
      JSON.stringify({ ...visit, lead: '00000000-0000-7000-8000-000000000000', startedMs: 0 }),
    ).toString('base64url');
    expect(
      (await guide.send({ _state: `${key}.${mac}.${changed}`, email: 'a@customer.example', ...agree }, from('state')))
        .status,
    ).toBe(400);
    expect(writeVisit(server.signer, { ...visit, raw: { a: 'x'.repeat(9_000) } })).toBeNull();
  });
});

describe('a request that was recorded', () => {
  test('and is sent again, at once, later, and when its day is over, is the one submission that it was', async () => {
    const form = await server.open('/f/energy-guide', from('replay'));
    const answers = { email: 'replay@customer.example', firstName: 'Ann', ...agree };
    const first = await form.send(answers, from('replay'));
    const again = await Promise.all([1, 2, 3, 4].map(() => form.send(answers, from('replay'))));
    expect(again.map(({ status, html }) => [status, html])).toEqual(Array(4).fill([200, first.html]));
    await server.desk.idle();
    server.advance(60_000);
    expect((await form.send(answers, from('replay'))).html).toBe(first.html);
    server.advance(25 * 3_600_000);
    expect((await form.send(answers, from('replay'))).status).toBe(400);
    await server.desk.idle();
    const { id } = await server.store.leads.get(answers.email, server.now());
    const { items } = await server.store.forms.list({ form: 'energy-guide' }, { limit: 100 });
    expect(items.filter(({ leadId }) => leadId === id)).toHaveLength(1);
    expect(await eventsOf(server.store, id)).toHaveLength(1);
    const { sections } = await server.store.rights.export(id, server.now());
    expect(sections.find(({ name }) => name === 'consentRequests')?.rows).toHaveLength(1);
  });
});

describe('what was typed', () => {
  test('runs in no spreadsheet and adds no line to the head of a mail', async () => {
    const form = await server.open('/f/demo', from('formula'));
    const names = { firstName: "=cmd|'/C calc'!A1", lastName: '@SUM(1+1)', company: '-2+3 Ltd' };
    const header = { ...names, email: 'head@customer.example', firstName: 'Ann\r\nBcc: all@evil.test' };
    expect((await form.send({ ...header, buildingType: 'office' }, from('formula'))).status).toBe(422);
    const email = 'formula@customer.example';
    const second = await form.send({ ...names, email, buildingType: 'office' }, from('formula'));
    const sent = await second.send({ currentSupplier: '\tVolt' }, from('formula'));
    expect(sent.status).toBe(200);
    await server.desk.idle();
    const lead = await server.store.leads.get(email, server.now());
    expect(lead).toMatchObject(names);

    let csv = '';
    const options = { search: email, sensitive: true, standing: true, excel: false };
    for await (const { bytes } of leadsAsCsv(server.store, options, server.now())) csv += Buffer.from(bytes).toString();
    const cells = csv.split(/[,\r\n]/);
    expect(cells).toEqual(expect.arrayContaining(["'=cmd|'/C calc'!A1", "'@SUM(1+1)", "'-2+3 Ltd"]));
    expect(cells.filter((cell) => /^"?[=@\t]/.test(cell))).toEqual([]);

    const broken = 'Lee\r\nBcc: all@evil.test\r\n\r\nBuy now';
    const { mail } = composeNurtureMail({
      // The form refuses line ends; a name that came by an older version, or by hand into the database, may have them.
      ...{ messageId: lead.id, cacheKey: 'a', facts: leadFacts({ ...names, lastName: broken, email }) },
      ...{ consents: [], relay: 'smtp' },
      template: {
        ...{ format: 2, name: 'a', fields: [], links: [] },
        variants: [
          { language: null, ...{ subject: [{ kind: 'value', helper: 'field', args: ['lastName'] }] }, ...empty },
        ],
      },
      ...{ recipient: email, now: server.now(), list: { name: 'a', id: 'a.example' } },
      ...{ feedback: { campaign: 'a', kind: 'nurture' }, sender: organisation.sender, organisation, publicUrl },
      ...{ mailDomain: 'acme.example', signer: server.signer, renderer: createRenderer() },
    });
    const [head = ''] = String(Buffer.from(await mimeOf(mail))).split('\r\n\r\n');
    expect(head.match(/^(?:to|bcc|cc|subject):/gim)).toEqual(['To:', 'Subject:']);
  });
});

describe('whom we know', () => {
  const kinds = ['new', 'known', 'unsubscribed', 'complained', 'erased'] as const;
  let count = 0;
  /** An address of the kind, and the form that is about to be sent with it. */
  async function about(kind: (typeof kinds)[number]) {
    count += 1;
    const email = `${kind}${count}@customer.example`;
    if (kind !== 'new') {
      const { id } = await server.addLead({ email });
      if (kind === 'unsubscribed') await server.store.suppressions.add(email, 'unsubscribe', null, server.now());
      if (kind === 'complained') await server.store.suppressions.add(email, 'complaint', null, server.now());
      if (kind === 'erased') await server.store.rights.erase(id, 'test', null, server.now());
    }
    const form = await server.open('/f/energy-guide', from(email));
    return { email, send: () => form.send({ email, ...agree }, from(email)) };
  }

  test('is told by no answer, and by nothing that is done before it', async () => {
    const pages = new Set<string>();
    const statements = new Map<string, readonly string[]>();
    const asked: string[] = [];
    const query = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given) {
      const [what] = given as unknown as [string | { readonly text: string }];
      asked.push(typeof what === 'string' ? what : what.text);
      return original.apply(this, given as never) as never;
    });
    try {
      for (const kind of [...kinds, ...kinds]) {
        const { email, send } = await about(kind);
        await server.desk.idle();
        asked.length = 0;
        const { sent, before } = await send().then((one) => ({ sent: one, before: [...asked] }));
        await server.desk.idle();
        expect(asked.length, 'what is done after it').toBeGreaterThan(before.length);
        // The workspace is remembered for a second of the machine.
        statements.set(
          `${kind} ${count}`,
          before.filter((text) => !text.includes('FROM workspace_version')),
        );
        const headers = [...sent.headers].filter(([name]) => !['x-request-id', 'date'].includes(name));
        pages.add(JSON.stringify([sent.status, sent.html.replaceAll(email, 'ADDRESS'), headers]));
      }
    } finally {
      query.mockRestore();
    }
    expect(pages.size).toBe(1);
    const [first = []] = statements.values();
    expect(first.length).toBeGreaterThan(3);
    for (const [kind, of] of statements) expect(of, kind).toEqual(first);
    expect(await isKnown('erased5@customer.example')).toBe(false);
    const { items } = await server.store.forms.list({ status: 'refused' }, { limit: 50 });
    expect(items.map(({ note, email }) => [note, email])).toEqual(Array(2).fill(['LEAD_SUPPRESSED', null]));
  });

  test('is told by no time: those of known and unknown addresses, taken in turns, are mixed', async () => {
    const times = { known: [] as number[], new: [] as number[] };
    const rounds = 24;
    for (let round = -2; round < rounds; round += 1) {
      // Each comes as often first as second, so that neither gains by what the other leaves behind.
      for (const kind of round % 2 === 0 ? (['known', 'new'] as const) : (['new', 'known'] as const)) {
        const { send } = await about(kind);
        await server.desk.idle();
        const start = performance.now();
        await send();
        // The first ones meet a code that is not compiled yet.
        if (round >= 0) times[kind].push(performance.now() - start);
      }
    }
    // By chance once in 30,000 runs. It finds what no statement shows, such as a wait or a calculation for one of them alone.
    expect(Math.abs(rankDifference(times.known, times.new))).toBeLessThan(4.2);
  });

  test('cannot be asked with a page of another site: nothing is read there', async () => {
    const answer = await server.app.request('/f/energy-guide', { headers: { Origin: 'https://evil.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(publicUrl).toMatch(/^https:/);
  });
});
