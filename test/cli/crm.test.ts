/** The CRM at the terminal: against a local server that speaks HubSpot's API. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { instantFromMs } from '../../domain/instant.ts';
import { HubspotServer } from '../crm/hubspot-server.ts';
import { credentials } from '../crm/hubspot-shapes.ts';
import { testWorkspace } from '../support/workspace.ts';
import { runHere } from './command-line.ts';
import { createStoredInstallation, now, type StoredInstallation } from './installation.ts';

let tendril: StoredInstallation;
let server: HubspotServer;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  await tendril.store.publications.publishWorkspace(testWorkspace, now());
});
beforeEach(async () => {
  await server?.close();
  server = await new HubspotServer(() => instantFromMs(Date.now())).start();
});
afterAll(async () => {
  await server.close();
  await tendril.close();
});

const settings = (more = '', token = '{ env: HUBSPOT_TOKEN }') => `hubspot:
  token: ${token}
  pipeline: default
  stages: { offered: appointmentscheduled, accepted: qualifiedtobuy, contacted: "1001", meeting: "1002", won: closedwon, lost: closedlost }
  currency: EUR
  baseUrl: ${server.endpoint}
${more}`;

async function crm(command: readonly string[], text: string | null, token: string = credentials.privateToken) {
  const file = join(tendril.home, 'crm.yaml');
  if (text !== null) await writeFile(file, text, { mode: 0o600 });
  const env = { ...tendril.env, HUBSPOT_TOKEN: token, ...(text === null ? {} : { TENDRIL_CRM: file }) };
  return runHere(['crm', ...command], env);
}

it('is fit, or says what to make and to grant', async () => {
  const fit = await crm(['check'], settings());
  expect([fit.code, fit.stdout]).toEqual([0, expect.stringMatching(/: fit\.\n$/)]);
  const lacking = await crm(['check'], settings('  leadIdProperty: our_lead\n'));
  expect([lacking.code, lacking.stdout]).toEqual([
    1,
    expect.stringContaining('make the contact property our_lead, with unique values'),
  ]);
  const told = await crm(['check', '--json'], settings('  leadIdProperty: our_lead\n'));
  expect(JSON.parse(told.stdout)).toMatchObject({
    fit: false,
    missingScopes: [],
    lackingFields: [{ field: 'our_lead' }],
  });
});

it('lists its owners beside our salespeople', async () => {
  server.owners = [
    { id: '7', userId: 70, email: 'INES@sales.acme.example', firstName: 'Ines', lastName: 'Blum' },
    { id: '8', email: 'other@sales.acme.example', firstName: 'Otto', lastName: 'Her' },
  ];
  const { code, stdout, stderr } = await crm(['owners'], settings());
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ID +NAME +ADDRESS +ACTIVE +IS$/m);
  expect(stdout).toMatch(/^7 +Ines Blum +INES@sales\.acme\.example +yes +ines$/m);
  expect(stdout).toMatch(/^8 +Otto Her +other@sales\.acme\.example +no +–$/m);
  expect(stderr).toContain('Not in the CRM: joel');
});

it('that refuses us, or is not set up, is told without a secret', async () => {
  const refused = await crm(['check'], settings(), 'pat-wrong-secret');
  expect(refused.code).not.toBe(0);
  expect(refused.stdout + refused.stderr).not.toContain('pat-wrong-secret');
  const none = await crm(['check'], null);
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('TENDRIL_CRM names no file')]);
});

it.each([
  ['currency: EUR', 'currency: euro', 'hubspot.currency: must be a code such as EUR'],
  ['{ env: HUBSPOT_TOKEN }', '{ env: NO_SUCH_TOKEN }', 'hubspot.token: '],
  ['  token: { env: HUBSPOT_TOKEN }\n', '', 'hubspot.token: must be there, or "oauth"'],
])('a file with %s as %j is told by its place', async (from, to, words) => {
  const wrong = await crm(['check'], settings().replace(from, to));
  expect([wrong.code, wrong.stderr]).toEqual([5, expect.stringContaining(words)]);
});

it('says which fields cannot be told, each with its place in the file', async () => {
  const wrong = await crm(
    ['check'],
    settings('fields:\n  - { ours: firstName, theirs: firstname }\n  - { ours: shoeSize, theirs: shoe_size }\n'),
  );
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toMatch(/not told: .*crm\.yaml:\d+:\d+.*a lead has no "shoeSize" that can be mapped/);
  expect(wrong.stdout).not.toContain('firstname');
});

it('shows what waits, what was refused and what was changed there, and tells or does it once more', async () => {
  const { store } = tendril;
  expect((await crm(['status'], null)).stdout).toContain('No CRM is set up');
  await store.crm.setUp({ tells: ['firstName'], cursor: 'none' }, now());
  const { lead } = await store.leads.save({ email: 'ann@crm.example', fields: { employees: 90 } }, now(), 'test');
  for (const id of ['a', 'b']) {
    const event = {
      dedupeKey: id,
      kind: 'custom',
      name: 'demo_requested',
      lead: { id: lead.id },
      occurredAt: now(),
    } as const;
    await store.events.ingest(event, now());
  }
  expect((await crm(['status'], null)).stdout).toMatch(/Records: 2 waiting, the oldest since .*; 0 refused; 0 told\./);
  const contact = await store.crm.due('contact', 9, now(), now());
  const words = 'Ann is no name';
  await store.crm.settle(
    contact.map(({ id, wanted }) => ({
      id,
      wanted,
      kind: 'refused',
      code: 'invalid_value',
      words,
      field: 'firstname',
      remoteId: null,
      againAt: null,
    })),
    now(),
  );
  await store.crm.note('tell', { error: 'it does not answer', restUntil: now() }, now());
  expect((await crm(['status'], null)).stdout).toMatch(
    /Telling fails since .* \(1 times\): it does not answer; next try .*Nothing is lost\./,
  );
  expect((await crm(['records', '--state', 'refused'], null)).stdout).toMatch(
    /contact +refused .* invalid_value +firstname: Ann is no name/,
  );
  expect((await tendrilStatus()).stdout).toMatch(/CRM +1 waiting, 1 refused; it fails since/);
  expect((await crm(['tell'], null)).code).toBe(2);
  expect((await crm(['tell', '--refused', '--json'], null)).stdout).toBe('{"told":1}\n');
  const change = {
    of: 'contact',
    remoteId: '7',
    ownId: lead.id,
    at: now(),
    kind: 'field',
    field: 'firstname',
    value: 'Anna',
  } as const;
  await store.crm.take([{ key: 'k1', ...change }], null, now());
  expect((await crm(['changes'], null)).stdout).toMatch(/contact +field +waiting .* k1/);
  expect((await crm(['replay', 'k1'], null)).stdout).toContain('1 of 1 is done again');
  expect((await crm(['replay', 'k1', 'k2'], null)).code).toBe(1);
});

const tendrilStatus = () => runHere(['status'], tendril.env);
