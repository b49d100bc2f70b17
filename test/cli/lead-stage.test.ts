/** `tendril leads stage`: what the lifecycle allows, with an actor and a reason, and nothing else. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MovedByHand } from '../../db/store.ts';
import { type ErrorOutput, errorOf } from './command-line.ts';
import { createStoredInstallation, now, publishSmall, type StoredInstallation } from './installation.ts';

let tendril: StoredInstallation;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  await publishSmall(tendril.store);
});
afterAll(() => tendril.close());

const add = (email: string) => tendril.store.leads.save({ email, fields: { employees: 80 } }, now(), 'test');
const stageOf = async (email: string) => (await tendril.store.leads.get(email, now())).stage;
const movesOf = async (email: string) => {
  const { id } = await tendril.store.leads.get(email, now());
  return (await tendril.store.leads.timeline(id)).flatMap((entry) => (entry.kind === 'stage' ? entry : []));
};
const move = (...argv: readonly string[]) => tendril.tendril('leads', 'stage', ...argv);

async function refused(...argv: readonly string[]): Promise<ErrorOutput['error'] & { readonly exit: number | null }> {
  const { code, stdout, stderr } = await move(...argv, '--json');
  expect(stdout).toBe('');
  return { ...errorOf(stderr), exit: code };
}

it('moves a lead up through all stages between, with who did it and why', async () => {
  await add('ann@one.example');
  const outcome = await move('ANN@one.example', 'prospect', '--reason', ' met at the fair ', '--as', 'mara');
  expect(outcome).toEqual({ code: 0, stdout: 'name → prospect\n', stderr: '' });
  expect((await movesOf('ann@one.example')).slice(-2)).toMatchObject([
    { from: 'name', to: 'engaged', actor: 'mara', reason: 'met at the fair' },
    { from: 'engaged', to: 'prospect', actor: 'mara', reason: 'met at the fair' },
  ]);
  const again = await move('ann@one.example', 'prospect', '--reason', 'once more');
  expect(again).toMatchObject({ code: 0, stdout: 'It is at the stage prospect already.\n' });
  expect(await movesOf('ann@one.example')).toHaveLength(3);
});

it('to mql opens a hand-off and names it; who is offered is not moved past its salesperson', async () => {
  const { lead } = await add('bob@one.example');
  const moved = await tendril.json<MovedByHand>('leads', 'stage', lead.id, 'mql', '--reason', 'asked for a call');
  const [offer] = (await tendril.store.handoffs.list({ status: 'open' }, { limit: 9 })).items;
  expect(moved).toEqual({ leadId: lead.id, from: 'name', stage: 'mql', handoffId: offer?.id });
  expect((await movesOf('bob@one.example')).at(-1)).toMatchObject({ to: 'mql', actor: 'cli' });
  const open = await refused('bob@one.example', 'customer', '--reason', 'bought');
  expect(open).toMatchObject({ code: 'STAGE_ILLEGAL', details: { handoffId: offer?.id } });
  expect(open.message).toContain(`decide the hand-off ${offer?.id}`);
  // Not by a list of stages that would all be refused.
  expect((await refused('bob@one.example', 'prospect', '--reason', 'not yet')).message).toBe(open.message);
  expect(await stageOf('bob@one.example')).toBe('mql');
  await add('cem@one.example');
  const { stderr } = await move('cem@one.example', 'mql', '--reason', 'asked for a call');
  expect(stderr).toMatch(/^It is offered to sales: tendril handoffs show [0-9a-f-]{36}\n$/);
});

it('refuses a way that the lifecycle does not have, says which, and changes nothing', async () => {
  await add('dora@one.example');
  await move('dora@one.example', 'engaged', '--reason', 'called us');
  const outcome = await refused('dora@one.example', 'name', '--reason', 'a mistake');
  expect(outcome).toMatchObject({
    exit: 4,
    code: 'STAGE_ILLEGAL',
    message: 'A lead cannot move from engaged to name, but to prospect, mql, sql, opportunity, customer, disqualified',
    details: { from: 'engaged', to: 'name' },
  });
  expect(await stageOf('dora@one.example')).toBe('engaged');
  expect(await movesOf('dora@one.example')).toHaveLength(2);
  await add('fritz@one.example');
  await move('fritz@one.example', 'customer', '--reason', 'signed');
  const kept = await refused('fritz@one.example', 'sql', '--reason', 'a mistake');
  expect(kept.message).toBe('A lead cannot move from customer to sql: it stays there');
});

it.each([
  [['dora@one.example', 'mqll', '--reason', 'x'], 'USAGE', /"mqll" is no stage; did you mean "mql"/],
  [['dora@one.example', 'prospect'], 'USAGE', /--reason/],
  [['dora@one.example', 'prospect', '--reason', ' '], 'REQUEST_INVALID', /needs a reason/],
  [['dora@one.example', 'prospect', '--reason', 'x'.repeat(501)], 'REQUEST_INVALID', /at most 500/],
  [['nobody@one.example', 'prospect', '--reason', 'x'], 'LEAD_UNKNOWN', /nobody/],
])('%j is refused with %s', async (argv, code, words) => {
  const outcome = await refused(...argv);
  expect([outcome.code, await stageOf('dora@one.example')]).toEqual([code, 'engaged']);
  expect(outcome.message).toMatch(words);
});
