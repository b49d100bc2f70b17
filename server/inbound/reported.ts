/**
 * What a report does, by the table of `domain/bounce-acts.ts`: to the lead by an event of the ledger, to the sender by a
 * pause, to the owner of a template by a task. A mail of ours has one recipient; a report on several says what became of it
 * behind a mailbox that forwards, and one of those that took the mail proves that the address is alive. What is said of
 * another address alone is never proof that ours is dead.
 */
import type { MessageView } from '../../db/store.ts';
import { canonicalOrNull } from '../../domain/address.ts';
import { type BounceActs, bounceActs } from '../../domain/bounce-acts.ts';
import type { RecipientReport } from '../../domain/inbound-reading.ts';
import type { Matched } from './matching.ts';
import { applied, type Item, ignored, type Outcome, type ReceivingDeps } from './ports.ts';
import { stopSender } from './sender-stop.ts';

/** Whether a report is on the recipient of a mail, by either of the addresses that it names. */
export const isOn = ({ address, original }: RecipientReport, recipient: string): boolean =>
  [address, original].some((named) => named && canonicalOrNull(named) === canonicalOrNull(recipient));

/**
 * What counts for the recipient of a mail: what is said of it; else all, but what is said of others as nothing that is sure.
 * A mailbox that forwards a copy goes on when the other one is gone, and `info@` reaches whoever else it goes to. When the same
 * comes back another day, nobody seems to be there all the same.
 */
function saidOf(recipient: string, reports: readonly RecipientReport[]): readonly RecipientReport[] {
  const own = reports.filter((report) => isOn(report, recipient));
  if (own.length > 0) return own;
  if (reports.every(({ address }) => address === null)) return reports;
  return reports.map((report) =>
    report.hard ? { ...report, class: 'unsure', hard: false, rule: `${report.rule}, said of another address` } : report,
  );
}

/** The report that counts: the worst, unless somebody was reached; null when it names nobody. */
function decisive(recipients: readonly RecipientReport[]): RecipientReport | null {
  const reached = recipients.some((report) => report.class === 'delivered');
  const [worst] = [...recipients].sort((a, b) => gravity(b) - gravity(a));
  if (!worst) return null;
  return reached && worst.hard ? { ...worst, hard: false } : worst;
}

const gravity = (report: RecipientReport): number => {
  const { event } = bounceActs[report.class];
  return (
    (event === 'complaint' ? 4 : event === 'bounce_hard' ? 3 : event === 'bounce_soft' ? 2 : 0) + (report.hard ? 1 : 0)
  );
};

/** Of a bounce or a complaint that is about a mail of ours. */
export async function reported(
  deps: ReceivingDeps,
  item: Item,
  kind: 'bounce' | 'complaint',
  recipients: readonly RecipientReport[],
  matched: Matched,
): Promise<Outcome> {
  const { store, now, log } = deps;
  const { messageId } = matched;
  const message = await store.messages.find(messageId);
  if (message === null) return ignored(kind, 'the mail it is about is gone');
  const report = decisive(saidOf(message.recipient, recipients));
  if (report === null) return ignored(kind, 'it names no recipient');
  const acts = bounceActs[report.class];
  if (matched.internal) {
    log.warn({ messageId, class: report.class }, 'a mail to a person of your own came back');
    return ignored(kind, `a mail to a person of your own came back (${report.class})`);
  }
  await recordEvent(deps, item, report, acts, messageId);
  if (acts.verdict !== null) {
    await stopSender(store, { verdict: acts.verdict, rule: report.rule, status: report.status }, message, now(), log);
  }
  if (acts.alert === 'template') await alertTemplate(deps, report, message);
  const what = `${report.class}${report.status && ` ${report.status}`} (${report.rule})`;
  return acts.event === null ? ignored(kind, `${what}: ${acts.about}`) : applied(kind, `${what}: ${acts.about}`);
}

async function recordEvent(
  { store, now }: ReceivingDeps,
  item: Item,
  report: RecipientReport,
  acts: BounceActs,
  messageId: string,
): Promise<void> {
  if (acts.event === null) return;
  // A mailbox that forwards and was reached behind is alive, whatever the class.
  const event = acts.event === 'bounce_hard' && !report.hard ? 'bounce_soft' : acts.event;
  await store.events.ingest(
    {
      dedupeKey: keyOf(event, messageId, report, item),
      kind: event,
      lead: { messageId },
      payload: {
        class: acts.verdict,
        report: report.class,
        rule: report.rule,
        status: report.status,
        diagnostic: report.diagnostic.slice(0, 1000),
      },
      occurredAt: item.receivedAt,
    },
    now(),
  );
}

/**
 * A person complains about a mail once, and a mailbox is gone once, however many tell so: a relay by mail, its provider by a
 * request. What passes may be told again another day.
 */
function keyOf(event: string, messageId: string, report: RecipientReport, { receivedAt }: Item): string {
  if (event === 'complaint') return `complaint/${messageId}`;
  if (event === 'bounce_hard') return `bounce/${messageId}/hard`;
  return `bounce/${messageId}/${report.class}/${receivedAt.slice(0, 10)}`;
}

/** One task a template and day, however many receivers refuse it. */
async function alertTemplate(
  { store, now }: ReceivingDeps,
  report: RecipientReport,
  { template, id }: MessageView,
): Promise<void> {
  if (template === null) return;
  const at = now();
  await store.tasks.open(
    {
      key: `template/${template}/${at.slice(0, 10)}`,
      kind: 'template',
      leadId: null,
      inboundItemId: null,
      title: `A receiver does not accept the template "${template}"`,
      detail: `Mail ${id}: ${report.diagnostic.slice(0, 300) || report.rule}`,
      assignee: null,
    },
    at,
  );
}
