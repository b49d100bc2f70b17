/** What a broadcast would do, looked up before anything begins: who gets it, from whom, with which subject, and when. */
import { randomUUID } from 'node:crypto';
import { checkBatchFilter } from '../../../authoring/batch-filter.ts';
import { readBroadcast } from '../../../authoring/broadcast-order.ts';
import type { BatchFilter, BroadcastForecast, BroadcastOrder, PauseView, Store } from '../../../db/store.ts';
import { hasCode, TendrilError } from '../../../domain/errors.ts';
import type { Instant } from '../../../domain/instant.ts';
import { defaultRelay } from '../../../domain/relay.ts';
import { domainOf } from '../../../domain/sender-check.ts';
import { didYouMean, listed, nearest } from '../../../domain/suggestion.ts';
import type { Organisation, SenderIdentity } from '../../../domain/workspace.ts';
import { type FilterOptions, filterOf } from '../../lead-filter.ts';
import type { Services } from '../../services.ts';

export interface SendOptions extends FilterOptions {
  readonly name: string;
  readonly sender?: string;
  readonly purpose?: string;
  readonly stages?: string;
  readonly pace: number;
  readonly at?: string;
  readonly between?: string;
  readonly weekdays?: boolean;
  readonly holidays?: boolean;
  readonly late?: string;
}

export interface BroadcastPlan {
  readonly order: BroadcastOrder;
  readonly templateNumber: number;
  readonly from: SenderIdentity;
  /** As one of the leads would get it; null when nobody would. */
  readonly sample: { readonly subject: string; readonly recipient: string } | null;
  readonly forecast: BroadcastForecast;
  /** Pauses of its sender: its mails wait until they are lifted. */
  readonly pauses: readonly PauseView[];
}

/** @throws USAGE, TEMPLATE_UNKNOWN, SENDER_UNKNOWN, SEGMENT_UNKNOWN, CONDITION_INVALID, BROADCAST_EXISTS, TEMPLATE_VARIABLE */
export async function planBroadcast(
  services: Services,
  template: string,
  options: SendOptions,
): Promise<BroadcastPlan> {
  const now = services.now();
  const filter = filterMeant(options);
  const wishes = wishesOf(options, now);
  const store = await services.store();
  const { organisation } = await store.publications.workspace();
  checkBatchFilter(filter, organisation);
  const from = senderOf(organisation, options.sender);
  const { number, compiled } = await store.publications.newestTemplate(template);
  await checkNew(store, wishes.name);
  const order = { ...wishes, template, filter, sender: options.sender ?? null, pace: options.pace };
  const forecast = await store.broadcasts.forecast(filter, wishes.settings, now);
  const subject = { template: compiled, organisation, from, leadId: forecast.sampleLeadId };
  return {
    order,
    templateNumber: number,
    from,
    sample: await sampleOf(services, store, subject, now),
    forecast,
    pauses: (await store.pauses.list()).filter((pause) => holds(pause, from)),
  };
}

/** Everybody is mailed only by whoever says so. @throws USAGE */
function filterMeant(options: FilterOptions): BatchFilter {
  const filter = filterOf(options);
  if (filter === null) throw usage('say who gets it: --segment, --when, --source or --tag; or --all for all leads');
  const isNarrowed = Object.values(filter).some((part) => part !== null);
  if (options.all === true && isNarrowed) throw usage('--all and a choice of leads cannot stand together');
  return filter;
}

/** The option that each value came from. */
const optionOf: Readonly<Record<string, string>> = {
  name: '--name',
  startAt: '--at',
  purpose: '--purpose',
  stages: '--stages',
  window: '--between',
  'window.hours': '--between',
  late: '--late',
};

/** @throws USAGE naming the option that is wrong */
function wishesOf({ name, at, purpose, stages, between, weekdays, holidays, late }: SendOptions, now: Instant) {
  const window = {
    ...(between === undefined ? {} : { hours: between.split(',') }),
    ...(weekdays ? { days: 'weekdays' } : {}),
    ...(holidays === false ? { holidays: 'lead' } : {}),
  };
  const isOpen = Object.keys(window).length === 0;
  const given = { name, startAt: at, purpose, late, stages: stages?.split(','), window: isOpen ? undefined : window };
  const read = readBroadcast(given, now);
  if (read.kind === 'read') return { name: read.name, startAt: read.startAt, settings: read.settings };
  const told = read.problems.map(({ path, message }) => `${optionOf[path.replace(/\.\d+$/, '')] ?? path} ${message}`);
  throw usage(told.join('; '));
}

/** @throws SENDER_UNKNOWN with what was meant, if anything is near */
function senderOf({ sender, senders }: Organisation, key: string | undefined): SenderIdentity {
  if (key === undefined) return sender;
  const named = Object.hasOwn(senders, key) ? senders[key] : undefined;
  if (named) return named;
  const known = Object.keys(senders);
  const near = didYouMean(nearest(key, known));
  const there = known.length === 0 ? '; there are none besides the main one' : `; there are ${listed(known, 'and')}`;
  throw new TendrilError('SENDER_UNKNOWN', `There is no sender "${key}"${near || there}`, { sender: key });
}

/** @throws BROADCAST_EXISTS */
async function checkNew({ broadcasts }: Store, name: string): Promise<void> {
  try {
    const { status } = await broadcasts.get(name);
    throw new TendrilError('BROADCAST_EXISTS', `There is a broadcast "${name}" already (${status})`, { name });
  } catch (error) {
    if (!hasCode(error, 'BROADCAST_UNKNOWN')) throw error;
  }
}

/** The subject as a real lead reads it. @throws TEMPLATE_VARIABLE, TEMPLATE_INVALID when the mail cannot be made */
async function sampleOf(
  services: Services,
  store: Store,
  {
    template,
    organisation,
    from,
    leadId,
  }: {
    readonly template: unknown;
    readonly organisation: Organisation;
    readonly from: SenderIdentity;
    readonly leadId: string | null;
  },
  now: Instant,
): Promise<BroadcastPlan['sample']> {
  if (leadId === null) return null;
  const samples = await services.samples();
  const {
    id,
    suppressed: _suppressed,
    createdAt: _made,
    updatedAt: _changed,
    ...facts
  } = await store.leads.get(leadId, now);
  const { mail } = samples.compose({
    template: samples.published(template),
    facts,
    consents: await store.leads.consents(id, now),
    organisation,
    sender: from,
    recipient: facts.email,
    messageId: randomUUID(),
    now,
    subjectPrefix: '',
  });
  return { subject: mail.subject, recipient: facts.email };
}

const holds = ({ scope }: PauseView, { address, relay = defaultRelay }: SenderIdentity): boolean =>
  (scope.kind === 'domain' && scope.domain === domainOf(address)) || (scope.kind === 'relay' && scope.relay === relay);

const usage = (message: string): TendrilError => new TendrilError('USAGE', message);
