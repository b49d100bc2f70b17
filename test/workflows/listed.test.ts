/** "Who is at this step?", asked of Temporal itself. */
import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { registerAttributes } from '../../worker/listed-attributes.ts';
import { listedAttributeNames } from '../../workflows/listed-attributes.ts';
import { type MigrateRequest, updateNames } from '../../workflows/messages.ts';
import { clicked, type Enrolled, programWith, type Shell, send, startShell, wait } from '../support/shell.ts';

const v1 = randomUUID();
const v2 = randomUUID();
const programs = {
  [v1]: programWith([send('hello', 'rest'), wait('rest', 'P3D', 'read'), clicked('read', 'P5D', null, null)]),
  [v2]: programWith([send('hello', 'pause'), wait('pause', 'P9D', null)]),
};

let connection: Connection;
let shell: Shell;
let attributes: ReadonlySet<string>;
const log = pino({ level: 'silent' });
beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
  attributes = await registerAttributes(connection, 'default', log);
  shell = await startShell({ programs });
});
afterAll(async () => {
  await shell?.close();
  await connection?.close();
});

const handle = ({ workflowId }: Enrolled) => shell.client.getHandle(workflowId);

/** Resolves when the list has exactly these; it follows what happens by some moments. */
const lists = (query: string, enrolled: readonly Enrolled[]) =>
  vi.waitFor(
    async () => {
      const found: string[] = [];
      for await (const { workflowId } of shell.client.list({ query })) found.push(workflowId);
      expect(found.sort()).toEqual(enrolled.map(({ workflowId }) => workflowId).sort());
    },
    { timeout: 15_000, interval: 50 },
  );

const at = (version: string, rest: string) =>
  `TendrilSequence = 'scripted' AND TendrilVersion = '${version}' AND ExecutionStatus = 'Running' AND ${rest}`;

describe('the namespace', () => {
  it('learns the attributes once, and again is the same', async () => {
    expect([...attributes].sort()).toEqual([...listedAttributeNames].sort());
    const [one, two] = await Promise.all([1, 2].map(() => registerAttributes(connection, 'default', log)));
    expect(one).toEqual(attributes);
    expect(two).toEqual(attributes);
  });

  it('that cannot be asked lists nothing, and nothing fails', async () => {
    const warnings: string[] = [];
    const loud = pino({ level: 'warn' }, { write: (text: string) => void warnings.push(text) });
    expect(await registerAttributes(connection, 'no-such-namespace', loud)).toEqual(new Set());
    expect(warnings).toHaveLength(1);
  });
});

describe('an enrollment', () => {
  it('is found at the step where it waits, also while it is paused, and in another version', async () => {
    const [first, second] = await Promise.all([shell.enroll(v1, { attributes }), shell.enroll(v1, { attributes })]);
    await lists(at(v1, "TendrilStep = 'rest' AND TendrilPhase = 'sleeping'"), [first, second]);
    await handle(first).signal('pause');
    await lists(at(v1, "TendrilStep = 'rest' AND TendrilPhase = 'paused'"), [first]);
    const request: MigrateRequest = { fromVersionId: v1, toVersionId: v2, moves: { rest: 'pause', read: null } };
    await handle(second).executeUpdate(updateNames.migrate, { args: [request] });
    await lists(at(v2, "TendrilStep = 'pause'"), [second]);
    await lists(at(v1, "TendrilStep = 'rest'"), [first]);
  });

  it('writes only what has changed', async () => {
    const enrolled = await shell.enroll(v1, { attributes });
    await shell.stands(enrolled, { phase: 'sleeping' });
    await handle(enrolled).signal('resume');
    await shell.event(enrolled, { kind: 'open' });
    await shell.stands(enrolled, { phase: 'sleeping' });
    const written = (await shell.history(enrolled)).filter((name) => name === 'upsertWorkflowSearchAttributes');
    expect(written).toHaveLength(1);
  });

  it('in a namespace without the attributes writes none, and runs as ever', async () => {
    const [bare, known] = await Promise.all([
      shell.enroll(v1),
      shell.enroll(v1, { attributes: new Set(['TendrilSequence', 'TendrilVersion']) }),
    ]);
    await Promise.all([bare, known].map((enrolled) => shell.stands(enrolled, { phase: 'sleeping', stepId: 'rest' })));
    for (const enrolled of [bare, known]) {
      expect(await shell.history(enrolled)).not.toContain('upsertWorkflowSearchAttributes');
    }
  });
});
