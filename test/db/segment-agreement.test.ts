/**
 * A condition means the same leads to the database as to memory. Random leads, among them such as older versions left
 * behind, and random conditions over everything that can be asked; then some that once were, or could be, read differently.
 * Long, because the leads, the conditions and the two readers of both stand beside each other.
 */
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createConditions } from '../../authoring/conditions.ts';
import { createDatabase, type Database } from '../../db/database.ts';
import { factsOf, type LeadRow, leadColumns } from '../../db/lead-rows.ts';
import { meantBy } from '../../db/segment-sql.ts';
import { once, sql } from '../../db/sql.ts';
import { surroundingsOf } from '../../db/surroundings.ts';
import { isOpaque } from '../../domain/predicate.ts';
import { plusMs } from '../../domain/time.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { start, workspace } from './fixtures.ts';

const seed = 20_261_123;
const leadCount = 250;
const now = start;
const day = 86_400_000;
const conditions = createConditions();

/** Texts that quoting, patterns, collations and encodings stumble over. */
const words = [
  "O'Hara",
  'a%b_c',
  'back\\slash',
  '"quoted"',
  'Ärger',
  'ärger',
  'K\u212a',
  '\u0130stanbul',
  'emoji 😀',
  '',
  ' x ',
].concat([
  'DE',
  'de',
  'Meters AG',
  'line\nend',
  'vip',
  'pricing',
  '/pricing',
  '/pricing/x',
  '2026-11-21',
  '50',
  'true',
]);
const numbers = [0, -1, 0.1, 49.99, 50, 50.01, 1e15, -0.3, 3];
const fieldNames = ['employees', 'region', 'renewal', 'vip', "it's", 'nowhere'];
const literal = (text: string): string => JSON.stringify(text).replaceAll('\u2028', '\\u2028');

const word = fc.constantFrom(...words);
const number = fc.constantFrom(...numbers, 1, 2, 20);
const value = fc.oneof(word, number, fc.boolean(), fc.constant(null));

const lead = fc.record({
  firstName: fc.option(word),
  title: fc.option(word),
  country: fc.option(fc.constantFrom('DE', 'de', 'FR')),
  source: fc.option(word),
  kind: fc.option(fc.constantFrom('consumer', 'target')),
  stage: fc.constantFrom('name', 'engaged', 'prospect', 'mql'),
  grade: fc.constantFrom('A', 'B', 'C', 'D'),
  fields: fc.dictionary(fc.constantFrom(...fieldNames), value, { maxKeys: 4 }),
  tags: fc.uniqueArray(word, { maxLength: 3 }),
  company: fc.option(fc.integer({ min: 0, max: 9 })),
  points: fc.option(fc.tuple(fc.constantFrom(5, 10, 20, 40, 90), fc.integer({ min: 0, max: 90 }))),
  events: fc.array(
    fc.record({
      kind: fc.constantFrom('click', 'reply', 'form', 'page_view', 'custom', 'touch', 'open', 'click_held'),
      name: fc.option(fc.constantFrom('pricing', '/pricing', '/pricing/x', 'interested', '')),
      daysAgo: fc.constantFrom(0, 1, 6.9, 7, 7.1, 29, 31, 400),
    }),
    { maxLength: 4 },
  ),
  consents: fc.array(
    fc.record({
      purpose: fc.constantFrom('marketing', 'newsletter'),
      from: fc.integer({ min: -50, max: 5 }),
      until: fc.option(fc.integer({ min: -20, max: 20 })),
      withdrawn: fc.option(fc.integer({ min: -20, max: 5 })),
    }),
    { maxLength: 3 },
  ),
  handoffs: fc.array(
    fc.tuple(fc.constantFrom('open', 'accepted', 'returned'), fc.option(fc.constantFrom('timing', 'budget'))),
    {
      maxLength: 2,
    },
  ),
});

const fact = fc.oneof(
  fc.constantFrom('lead.firstName', 'lead.title', 'lead.country', 'lead.company', 'lead.email', 'lead.kind', 'source'),
  fc.constantFrom('account.name', 'handoff.status', 'handoff.reason', 'grade', 'stage', 'temperature'),
  fc.constantFrom(...fieldNames).map((name) => `lead.fields[${literal(name)}]`),
);
const count = fc
  .tuple(
    fc.constantFrom('events', 'events.within("7 days")', 'events.within("1 month")', 'events.within("36 hours")'),
    fc.constantFrom('clicks', 'replies', 'forms', 'pages', 'custom', 'touches'),
    fc.constantFrom('', '"pricing"', '"/pricing"', '"/pricing*"', '"interested"', '""'),
  )
  .map(([of, kind, name]) => `${of}.${kind}(${name})`);
const amount = fc.oneof(
  count,
  fc.constantFrom('score', 'account.leads', 'account.engaged', 'account.score', 'handoff.number', 'size(lead.tags)'),
  fc.constantFrom('size(consent)', 'size(lead.title)', 'lead.fields.region.size()', 'score + 10', 'score / 2 - 1.5'),
  fc.constantFrom('account.leads * 2 + score', 'lead.fields.employees * 2', '10 - score', 'score % 7'),
  fc.constantFrom(...fieldNames).map((name) => `lead.fields[${literal(name)}]`),
);
const comparison = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
const constant = fc.oneof(
  number.map((one) => (one < 0 ? `(${one})` : String(one))),
  word.map(literal),
  fc.constantFrom('true', 'false', '9007199254740993'),
);
const patterns = [
  '^DE$',
  'a.*g$',
  'ricin',
  '[a-f]+_',
  '^(Me|x)t*ers? AG',
  '^.$',
  '\\d{2}',
  '[^a]',
  '(a|)b',
  'x\\.y|^ x',
  '\\s',
  'line$',
];
const question = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(amount, comparison, fc.oneof(constant, amount)).map((parts) => parts.join(' ')) },
  { weight: 4, arbitrary: fc.tuple(fact, comparison, fc.oneof(constant, fact)).map((parts) => parts.join(' ')) },
  fc.tuple(fc.oneof(fact, amount), fc.constantFrom('==', '!=')).map(([one, by]) => `${one} ${by} null`),
  fc.constantFrom(
    'account == null',
    'handoff != null',
    'has(lead.company)',
    'has(lead.fields.vip)',
    'lead.tags == null',
  ),
  fc.constantFrom(
    'lead.fields.vip',
    '!lead.fields.vip',
    'true',
    'lead.nothing == "x"',
    'lead.fields.employees in [1, 50, 0.1]',
  ),
  fc
    .tuple(fact, fc.array(word, { minLength: 1, maxLength: 3 }))
    .map(([one, some]) => `${one} in [${some.map(literal).join(', ')}]`),
  fc
    .tuple(fc.oneof(word.map(literal), fact), fc.constantFrom('lead.tags', 'consent'))
    .map((parts) => parts.join(' in ')),
  fc.constantFrom('"newsletter" in consent', '!("marketing" in consent)', 'lead.tags.exists(t, t == "vip")'),
  fc.constantFrom('temperature in ["warm", "hot"]', 'grade in ["A", "B"]', 'lead.fields.region.matches("x+")'),
  fc
    .tuple(fact, fc.constantFrom('startsWith', 'endsWith', 'contains'), word)
    .map(([one, test, text]) => `${one}.${test}(${literal(text)})`),
  fc
    .tuple(fact, fc.constantFrom('contains', 'startsWith', '=='), fc.constantFrom('k', 'i', 'meters', 'ä', 'de'))
    .map(([one, test, text]) =>
      test === '==' ? `${one}.lowerAscii() == "${text}"` : `${one}.lowerAscii().${test}("${text}")`,
    ),
  fc.tuple(fact, fc.constantFrom(...patterns)).map(([one, pattern]) => `${one}.matches(${literal(pattern)})`),
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: question },
    fc.tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition')).map(([a, by, b]) => `(${a} ${by} ${b})`),
    tie('condition').map((one) => `!(${one})`),
    fc.tuple(tie('condition'), tie('condition'), tie('condition')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
}));

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = createDatabase(test.url, 4, { warn: () => {} });
  const client = new pg.Client({ connectionString: test.url });
  await client.connect();
  const at = (days: number): string => plusMs(now, -days * day);
  for (let i = 0; i < 10; i += 1) {
    const name = words[i] || 'Nameless';
    await client.query('INSERT INTO account (id, name, key, created_at) VALUES ($1, $2, $3, $4)', [
      uuid(9, i),
      name,
      `c${i}`,
      now,
    ]);
  }
  for (const [i, one] of fc.sample(lead, { numRuns: leadCount, seed }).entries()) {
    const id = uuid(1, i);
    const groups = one.points ? { email: { points: one.points[0], at: at(one.points[1]) } } : {};
    await client.query(
      `INSERT INTO lead (id, email, canonical_email, first_name, title, country, source, kind, stage, grade, fields, tags,
         account_id, engagement, created_at, updated_at)
       VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)`,
      [
        ...[
          id,
          `lead${i}@example.com`,
          one.firstName,
          one.title,
          one.country,
          one.source,
          one.kind,
          one.stage,
          one.grade,
        ],
        ...[JSON.stringify(one.fields), one.tags, one.company === null ? null : uuid(9, one.company)],
        ...[JSON.stringify({ groups, armed: true }), now],
      ],
    );
    for (const [j, { kind, name, daysAgo }] of one.events.entries()) {
      await client.query(
        `INSERT INTO event (id, dedupe_key, kind, lead_id, name, link, occurred_at, recorded_at)
         VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7)`,
        [`${i}/${j}`, kind, id, kind === 'click' ? null : name, kind === 'click' ? name : null, at(daysAgo), now],
      );
    }
    for (const { purpose, from, until, withdrawn } of one.consents) {
      await client.query(
        `INSERT INTO consent (id, lead_id, purpose, basis, source, at, expires_at, withdrawn_at)
         VALUES (gen_random_uuid(), $1, $2, 'form', 'site', $3, $4, $5)`,
        [id, purpose, at(-from), until === null ? null : at(-until), withdrawn === null ? null : at(-withdrawn)],
      );
    }
    for (const [j, [status, reason]] of one.handoffs.entries()) {
      await client.query(
        `INSERT INTO handoff (id, lead_id, number, workflow_id, status, reason, score, grade, created_at)
         VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, 1, 'A', $6)`,
        [id, j + 1, `${i}/${j}`, status, reason, now],
      );
    }
  }
  await client.end();
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

const uuid = (first: number, n: number): string => `${first}0000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

let everybody: Promise<readonly LeadRow[]> | undefined;
const leads = (): Promise<readonly LeadRow[]> => {
  everybody ??= database.rows<LeadRow>(sql`
    SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id ORDER BY l.id`);
  return everybody;
};

async function inMemory(text: string): Promise<readonly string[]> {
  const rows = await leads();
  const asker = { leadIds: rows.map(({ id }) => id), enrollmentId: null };
  const around = await surroundingsOf(database, asker, conditions.needs([text]), workspace.scoring, now);
  return rows
    .filter((row) => conditions.evaluate(text, factsOf(row, workspace.scoring, now), around.get(row.id) ?? {}))
    .map(({ id }) => id);
}

async function inDatabase(text: string, asked: 'each' | 'all', bound: 'may' | 'must'): Promise<readonly string[]> {
  const filter = { when: text, segment: null, source: null, tag: null };
  const meant = await meantBy(database, filter, { evaluator: conditions, workspace }, now, asked);
  const rows = await database.rows<{ readonly id: string }>(
    once(sql`SELECT l.id FROM lead l LEFT JOIN account a ON a.id = l.account_id WHERE ${meant[bound]} ORDER BY l.id`),
  );
  return rows.map(({ id }) => id);
}

/** What the tree cannot say counts as yes and as no: what memory says lies between. */
async function agree(text: string): Promise<'exact' | 'bounded' | 'invalid'> {
  try {
    conditions.needs([text]);
  } catch {
    return 'invalid';
  }
  const meant = await inMemory(text);
  if (!isOpaque(conditions.predicate(text))) {
    for (const asked of ['each', 'all'] as const) {
      expect({ text, asked, meant: await inDatabase(text, asked, 'must') }).toEqual({ text, asked, meant });
    }
    return 'exact';
  }
  const [may, must] = [await inDatabase(text, 'each', 'may'), await inDatabase(text, 'all', 'must')];
  expect({ text, left: meant.filter((id) => !may.includes(id)) }).toEqual({ text, left: [] });
  expect({ text, added: must.filter((id) => !meant.includes(id)) }).toEqual({ text, added: [] });
  return 'bounded';
}

it('means the same leads to the database as to memory', { timeout: 120_000 }, async () => {
  const seen = { exact: 0, bounded: 0, invalid: 0 };
  const property = fc.asyncProperty(condition, async (text) => {
    seen[await agree(text)] += 1;
  });
  await fc.assert(property, { numRuns: 300, seed });
  expect(seen.exact).toBeGreaterThan(seen.bounded);
  expect(seen.bounded).toBeGreaterThan(10);
});

it.each([
  'size(consent) == 0',
  'size(consent) < 2',
  'size(consent) >= 1',
  'size(consent) > 1 || grade == "A"',
  'account.engaged >= 17',
  'temperature in ["warm", "hot"]',
  '!(temperature in ["cold", "hot"])',
])('means the same where what lies beside all leads is gathered once: %s', async (text) => {
  expect(await agree(text)).toBe('exact');
  // Of all or of nobody, much that is wrong says the same.
  const found = (await inMemory(text)).length;
  expect(found).toBeGreaterThan(0);
  expect(found).toBeLessThan(leadCount);
});
