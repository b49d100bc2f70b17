/**
 * A process of the benchmark `broadcast`: either side of it, as it is told over IPC. Measures where its time goes around
 * the ports that a broadcast uses, so that what is measured is the code as it is.
 */
import { createSendBroadcast } from '../activities/broadcast.ts';
import type { ConversationDeps } from '../activities/ports.ts';
import { type EqualMail, nodemailerSide } from './nodemailer-side.ts';
import { countStatements, inTurns, now, openSending, type SendingSettings } from './sending.ts';

export const phases = ['claim', 'compose', 'inFlight', 'send', 'settle'] as const;
export type Phase = (typeof phases)[number];

export type LaneOrder =
  /** Carries a lane of one broadcast to warm itself, and then of another one. */
  | { readonly kind: 'broadcast'; readonly settings: SendingSettings; readonly warmUpId: string }
  | {
      readonly kind: 'nodemailer';
      readonly sinkPort: number;
      readonly connections: number;
      readonly mail: EqualMail;
      readonly warmUps: number;
      readonly mails: number;
    }
  /** What was prepared begins. */
  | { readonly kind: 'go'; readonly broadcastId: string };

export interface LaneResult {
  readonly kind: 'done';
  readonly mails: number;
  /** Of this process, in milliseconds. */
  readonly cpuMs: number;
  readonly statements: number;
  /** Milliseconds in which a phase was under way; they overlap. */
  readonly phases: Readonly<Record<Phase, number>>;
}

/** Measures for how long at least one of something was under way. */
function createStopwatch() {
  const spent: Record<Phase, number> = { claim: 0, compose: 0, inFlight: 0, send: 0, settle: 0 };
  const under: Record<Phase, number> = { claim: 0, compose: 0, inFlight: 0, send: 0, settle: 0 };
  const began: Record<Phase, number> = { claim: 0, compose: 0, inFlight: 0, send: 0, settle: 0 };
  const enter = (phase: Phase) => {
    if (under[phase] === 0) began[phase] = performance.now();
    under[phase] += 1;
  };
  const leave = (phase: Phase) => {
    under[phase] -= 1;
    if (under[phase] === 0) spent[phase] += performance.now() - began[phase];
  };
  return {
    spent,
    around:
      <Args extends readonly unknown[], Result>(phase: Phase, work: (...args: Args) => Result) =>
      (...args: Args): Result => {
        enter(phase);
        let result: Result;
        try {
          result = work(...args);
        } catch (error) {
          leave(phase);
          throw error;
        }
        if (result instanceof Promise) result.finally(() => leave(phase)).catch(() => undefined);
        else leave(phase);
        return result;
      },
  };
}

function measured(deps: ConversationDeps, { around }: ReturnType<typeof createStopwatch>): ConversationDeps {
  const { store, composer, mailer } = deps;
  const { broadcasts } = store;
  return {
    ...deps,
    composer: { ...composer, nurtureMail: around('compose', composer.nurtureMail) },
    mailer: { ...mailer, send: around('send', (mail, beforeBody) => mailer.send(mail, beforeBody)) },
    store: {
      ...store,
      broadcasts: {
        ...broadcasts,
        claimPage: around('claim', broadcasts.claimPage),
        markInFlight: around('inFlight', broadcasts.markInFlight),
        settle: around('settle', broadcasts.settle),
      },
    },
  };
}

/** What is prepared, to be run at the word. */
type Prepared = (broadcastId: string) => Promise<Omit<LaneResult, 'kind' | 'cpuMs'>>;

const noPhases = { claim: 0, compose: 0, inFlight: 0, send: 0, settle: 0 };

async function prepareBroadcast(settings: SendingSettings, warmUpId: string): Promise<Prepared> {
  const deps = openSending(settings);
  const stopwatch = createStopwatch();
  const sendBroadcast = createSendBroadcast(measured(deps, stopwatch));
  const statements = countStatements();
  const carry = async (broadcastId: string): Promise<number> => {
    for (let mails = 0; ; ) {
      const turn = await sendBroadcast({ broadcastId, limit: 100_000, now: now() });
      mails += turn.done;
      if (!turn.more) return mails;
    }
  };
  await carry(warmUpId);
  return async (broadcastId) => {
    const before = { statements: statements(), phases: { ...stopwatch.spent } };
    const mails = await carry(broadcastId);
    const spent = (phase: Phase) => stopwatch.spent[phase] - before.phases[phase];
    return {
      mails,
      statements: statements() - before.statements,
      phases: {
        claim: spent('claim'),
        compose: spent('compose'),
        inFlight: spent('inFlight'),
        send: spent('send'),
        settle: spent('settle'),
      },
    };
  };
}

async function prepareNodemailer(order: LaneOrder & { readonly kind: 'nodemailer' }): Promise<Prepared> {
  const { mail, sinkPort, connections, warmUps, mails } = order;
  const side = nodemailerSide(mail, sinkPort, connections);
  const send = (count: number) => inTurns(count, 2 * connections, (n) => side.send(n));
  await send(warmUps);
  return async () => {
    await send(mails);
    return { mails, statements: 0, phases: noPhases };
  };
}

let prepared: Prepared | undefined;

async function obey(order: LaneOrder): Promise<void> {
  switch (order.kind) {
    case 'broadcast':
      prepared = await prepareBroadcast(order.settings, order.warmUpId);
      process.send?.({ kind: 'ready' });
      break;
    case 'nodemailer':
      prepared = await prepareNodemailer(order);
      process.send?.({ kind: 'ready' });
      break;
    case 'go': {
      if (!prepared) throw new Error('Nothing is prepared');
      const before = process.cpuUsage();
      const result = await prepared(order.broadcastId);
      const { user, system } = process.cpuUsage(before);
      process.send?.({ kind: 'done', ...result, cpuMs: (user + system) / 1000 } satisfies LaneResult);
    }
  }
}

process.on('message', (order: LaneOrder) => {
  obey(order).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));
