/** `tendril status`: what is in the engine, and what waits. */
import type { Command } from 'commander';
import type {
  BatchView,
  BroadcastView,
  CrmStatus,
  MigrationView,
  PauseView,
  SourceAlertView,
  StatusReport,
  Store,
} from '../../db/store.ts';
import { type Cli, command } from '../command.ts';
import { type EngineHealth, engineHealth } from '../engine.ts';
import { momentHere } from '../local-time.ts';
import { pauseWords, whyPaused } from '../pausing.ts';
import type { Screen } from '../terminal/screen.ts';
import { printable } from '../terminal/width.ts';

export const statusCommand = (cli: Cli): Command =>
  command('status', 'what is in the engine now: leads, enrollments, mails, hand-offs', [
    'tendril status',
    'tendril status --json | jq .messages.UNKNOWN',
  ]).action(async () => {
    const services = await cli.services();
    const store = await services.store();
    const report = { ...(await store.overview.status()), ...(await underWay(store)) };
    const engine = { url: services.config.publicUrl, ...(await engineHealth(services.config)) };
    if (cli.screen.json) return cli.screen.record({ engine, ...report });
    for (const line of statusLines(cli.screen, engine, report)) await cli.screen.line(line);
  });

/** What people have begun or held up. */
interface UnderWay {
  readonly pauses: readonly PauseView[];
  readonly batches: readonly BatchView[];
  readonly migrations: readonly MigrationView[];
  readonly broadcasts: readonly BroadcastView[];
  readonly sourceAlerts: readonly SourceAlertView[];
  readonly crm: CrmStatus;
}

async function underWay({ pauses, batches, migrations, broadcasts, authenticity, crm }: Store): Promise<UnderWay> {
  const lists = [pauses.list(), batches.list(), migrations.list(), broadcasts.list(), authenticity.alerts()] as const;
  const [paused, enrolling, migrating, sending, sourceAlerts, crmStatus] = await Promise.all([...lists, crm.status()]);
  const runs = ({ status }: { readonly status: string }): boolean => status === 'running';
  return {
    pauses: paused,
    batches: enrolling.filter(runs),
    migrations: migrating.filter(runs),
    sourceAlerts,
    crm: crmStatus,
    broadcasts: sending.filter(({ status }) => status !== 'done' && status !== 'stopped'),
  };
}

function statusLines(
  screen: Screen,
  engine: EngineHealth & { readonly url: string | null },
  report: StatusReport & UnderWay,
): readonly string[] {
  const running = engine.answers
    ? screen.paint('green', `runs at ${engine.url}`)
    : screen.paint('yellow', 'not running');
  const { waiting, dead, oldest } = report.outbox;
  const since = oldest === null ? '' : `, the oldest since ${momentHere(oldest)}`;
  const given = dead === 0 ? '' : `, ${screen.paint('red', `${dead} given up`)}`;
  return [
    `engine       ${running}`,
    `leads        ${counts(report.leads)}`,
    `enrollments  ${counts(report.enrollments)}`,
    `mails        ${counts(report.messages)}`,
    `hand-offs    ${counts(report.handoffs)}`,
    `incoming     ${incomingWords(screen, report)}`,
    `outbox       ${waiting} waiting${since}${given}`,
    `webhooks     ${webhookWords(screen, report)}`,
    `tracking     ${trackingWords(screen, engine)}`,
    `retention    ${retentionWords(screen, report)}`,
    ...(report.crm.since === null ? [] : [`CRM          ${crmWords(screen, report.crm)}`]),
    ...report.mailboxes.map((mailbox) => `mailbox      ${mailboxWords(screen, mailbox)}`),
    ...report.pauses.map(
      (pause) =>
        `paused       ${screen.paint('yellow', `${pauseWords(pause)}, holds ${pause.holds}${whyPaused(pause)}`)}`,
    ),
    ...report.sourceAlerts.map(
      ({ source, score, why }) =>
        `bad source   ${screen.paint('red', printable(`${source} (score ${score})`))}: ${why}; tendril sources show ${printable(source)}`,
    ),
    ...report.batches.map(
      ({ id, sequence, looked, total, enrolled }) =>
        `enrolling    in ${sequence}: ${looked}/${total} leads looked at, ${enrolled} enrolled (${id})`,
    ),
    ...report.migrations.map(
      ({ sequence, toVersion, moved, stayed, failed, total }) =>
        `migrating    ${sequence} to version ${toVersion}: ${moved + stayed + failed}/${total}, ${failed} failed`,
    ),
    ...report.broadcasts.map((broadcast) => `broadcast    ${broadcastWords(screen, broadcast)}`),
  ];
}

/** `3 waiting, the oldest since …, 2 given up: tendril hooks list` */
function webhookWords(screen: Screen, { webhooks: { waiting, dead, oldest } }: StatusReport): string {
  const since = oldest === null ? '' : `, the oldest since ${momentHere(oldest)}`;
  const given = dead === 0 ? '' : `, ${screen.paint('red', `${dead} given up`)}: tendril hooks list`;
  return `${waiting} waiting${since}${given}`;
}

/** `3 waiting, 1 refused; it fails since …: tendril crm status` */
function crmWords(screen: Screen, { records: { waiting, refused }, tell, read }: CrmStatus): string {
  const since = tell?.failingSince ?? read?.failingSince ?? null;
  const failing =
    since === null ? '' : `; ${screen.paint('red', `it fails since ${momentHere(since)}`)}: tendril crm status`;
  const wrong = refused === 0 ? '' : `, ${screen.paint('red', `${refused} refused`)}`;
  return `${waiting} waiting${wrong}${failing}`;
}

/** `1.2 kB of clicks and opens wait on the disk, the oldest since 2026-11-21 09:00:00 (UTC)` */
function trackingWords(screen: Screen, { answers, spool }: EngineHealth): string {
  if (spool === null) return answers ? 'the engine does not say' : 'not known while the engine does not run';
  const { waitingBytes, oldest, lost, trouble } = spool;
  const since = oldest === null ? '' : `, the oldest since ${momentHere(oldest)}`;
  const waits =
    waitingBytes === 0 ? 'nothing waits' : `${sizeWords(waitingBytes)} of clicks and opens wait on the disk`;
  const wrong = trouble === null ? '' : `, ${screen.paint('red', `its disk fails: ${trouble}`)}`;
  const gone = lost === 0 ? '' : `, ${screen.paint('red', `${lost} lost since it started`)}`;
  return waits + since + wrong + gone;
}

const sizeWords = (bytes: number): string =>
  bytes < 1000
    ? `${bytes} bytes`
    : bytes < 1_000_000
      ? `${(bytes / 1000).toFixed(1)} kB`
      : `${(bytes / 1e6).toFixed(1)} MB`;

function retentionWords(screen: Screen, { retention: { lastRun, failed } }: StatusReport): string {
  const last =
    lastRun === null ? 'has not run yet: the schedule does so every night' : `last run ${momentHere(lastRun)}`;
  return failed.length === 0 ? last : `${last}, ${screen.paint('red', `could not keep ${failed.join(', ')}`)}`;
}

/** `2 held, 5 open tasks` */
function incomingWords(screen: Screen, { inbound, tasks }: StatusReport): string {
  const words = [
    inbound.held > 0 ? screen.paint('yellow', `${inbound.held} held`) : null,
    inbound.pending > 0 ? `${inbound.pending} pending` : null,
    tasks.open > 0 ? `${tasks.open} open ${tasks.open === 1 ? 'task' : 'tasks'}` : null,
  ].filter((word) => word !== null);
  return words.length === 0 ? 'nothing waits' : words.join(', ');
}

/** `replies read 2026-11-21 09:00:00 (Europe/Berlin)` */
function mailboxWords(screen: Screen, { mailbox, readAt, lastError }: StatusReport['mailboxes'][number]): string {
  const read = readAt === null ? 'never read' : `read ${momentHere(readAt)}`;
  const told = printable(`${mailbox} ${read}${lastError === null ? '' : `: ${lastError}`}`);
  return lastError === null ? told : screen.paint('red', told);
}

/** `heat-2026 paused: 400/1204 leads looked at, 310 sent: the price is wrong` */
function broadcastWords(
  screen: Screen,
  { name, status, reason, looked, total, mails, startAt }: BroadcastView,
): string {
  if (status === 'scheduled') return `${name} begins ${momentHere(startAt)}`;
  const why = reason === null ? '' : `: ${printable(reason)}`;
  const told = `${name} ${status}: ${looked}/${total} leads looked at, ${mails.SENT ?? 0} sent${why}`;
  return status === 'paused' ? screen.paint('yellow', told) : told;
}

/** `3 active, 1 stopped`, without what there is none of. */
function counts(record: Readonly<Record<string, number>>): string {
  const some = Object.entries(record).filter(([, count]) => count > 0);
  return some.length === 0 ? 'none' : some.map(([name, count]) => `${count} ${name}`).join(', ');
}
