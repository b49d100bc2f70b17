/**
 * Pushing deals: an upsert by the hand-off's id, as with contacts, then the connection with the contact, which an upsert
 * cannot carry (its inputs have no `associations`). A deal whose contact is not there is not made.
 *
 * Properties: developers.hubspot.com/docs/api-reference/latest/crm/objects/deals/guide (`dealname`, `dealstage` and
 * `pipeline` by their internal ids, `amount`, `closedate`, `hubspot_owner_id`); `deal_currency_code` and
 * `closed_lost_reason` are HubSpot's default deal properties (knowledge.hubspot.com/properties/hubspots-default-deal-properties).
 */
import { plusMs } from '../../domain/instant.ts';
import { mergedById } from '../merging.ts';
import type { CrmDeal, Pushed, RemoteFields } from '../port.ts';
import { told } from '../telling.ts';
import { apiError, refusalOf } from './api-errors.ts';
import { type BatchInput, writeBatch } from './batches.ts';
import { objectsOf } from './json-answer.ts';
import { batchLimit, paths } from './paths.ts';
import { readRecords } from './records.ts';
import type { Requests } from './requests.ts';
import type { HubspotSettings } from './settings.ts';
import type { Time } from './time.ts';

/** A deal that is stored, and whom it is about. */
interface Connection {
  readonly index: number;
  readonly dealId: string;
  readonly contactId: string;
  readonly created: boolean;
}

/** @throws a CRM failure while nothing is known of any deal */
export function pushDeals(
  settings: HubspotSettings,
  requests: Requests,
  time: Time,
  deals: readonly CrmDeal[],
): Promise<readonly Pushed[]> {
  const merged = mergedById(
    deals,
    ({ handoffId }) => handoffId,
    (earlier, later) => ({ ...earlier, ...later, fields: { ...earlier.fields, ...later.fields } }),
  );
  return told(deals.length, time.now, async (telling) => {
    const tell = (index: number, pushed: Pushed): void => {
      for (const place of merged[index]?.indexes ?? []) telling.tell(place, pushed);
    };
    const contactIds = await contactsOf(
      settings,
      requests,
      merged.map(({ record }) => record.leadId),
    );
    const inputs: BatchInput[] = [];
    for (const [index, { record }] of merged.entries()) {
      if (contactIds.has(record.leadId)) inputs.push(upsertOf(settings, record, index));
      else tell(index, contactUnknown(null));
    }
    const connections: Connection[] = [];
    await writeBatch(requests, time, paths.batch('deals', 'upsert'), inputs, ({ input: { index }, pushed }) => {
      const { record, indexes } = merged[index] ?? {};
      const contactId = contactIds.get(record?.leadId ?? '');
      if (pushed.kind !== 'stored' || contactId === undefined) return tell(index, pushed);
      for (const place of indexes ?? []) telling.noteStored(place, pushed.remoteId);
      connections.push({ index, dealId: pushed.remoteId, contactId, created: pushed.created });
    });
    await connect(requests, time, connections, tell);
  });
}

/** The contacts of leads, by the leads' ids. */
async function contactsOf(
  { leadIdProperty }: HubspotSettings,
  requests: Requests,
  leadIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const properties = [leadIdProperty];
  const found = await readRecords(requests, { type: 'contacts', ids: leadIds, idProperty: leadIdProperty, properties });
  return new Map(found.map(({ id, properties: values }) => [values[leadIdProperty] ?? '', id]));
}

function upsertOf(settings: HubspotSettings, deal: CrmDeal, index: number): BatchInput {
  const { handoffIdProperty: idProperty } = settings;
  return { index, id: deal.handoffId, idProperty, properties: propertiesOf(settings, deal) };
}

function propertiesOf(settings: HubspotSettings, deal: CrmDeal): RemoteFields {
  const { amount, closeOn, product, ownerId, lostReason } = deal;
  const isForeign = amount !== undefined && amount !== null && amount.currency !== settings.currency;
  return {
    ...deal.fields,
    [settings.handoffIdProperty]: deal.handoffId,
    dealname: deal.name,
    pipeline: settings.pipeline,
    dealstage: settings.stages[deal.stage],
    ...(amount === undefined ? {} : { amount: amount?.amount ?? '' }),
    ...(isForeign ? { deal_currency_code: amount.currency } : {}),
    // A property with a time: noon in UTC is the same day in all but a few zones.
    ...(closeOn === undefined ? {} : { closedate: closeOn === null ? '' : `${closeOn}T12:00:00.000Z` }),
    ...(product === undefined || settings.productProperty === null
      ? {}
      : { [settings.productProperty]: product ?? '' }),
    ...(ownerId === undefined ? {} : { hubspot_owner_id: ownerId ?? '' }),
    ...(lostReason === undefined ? {} : { closed_lost_reason: lostReason ?? '' }),
  };
}

/** Nothing was said of a connection: the deal is pushed again after so long. */
const unclearPauseMs = 60_000;

/**
 * Connects deals with their contacts, as often as one likes: a connection that is there stays one
 * (developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide).
 */
async function connect(
  requests: Requests,
  time: Time,
  connections: readonly Connection[],
  tell: (index: number, pushed: Pushed) => void,
): Promise<void> {
  for (let start = 0; start < connections.length; start += batchLimit) {
    await connectSome(connections.slice(start, start + batchLimit));
  }

  async function connectSome(some: readonly Connection[]): Promise<void> {
    const { status, fields } = await requests.send({
      method: 'POST',
      path: paths.connect,
      json: { inputs: some.map(({ dealId, contactId }) => ({ from: { id: dealId }, to: { id: contactId } })) },
    });
    const made = new Set(status < 300 ? objectsOf(fields.results).map(dealOf) : []);
    const open = some.filter(({ dealId }) => !made.has(dealId));
    for (const { index, dealId: remoteId, created } of some.filter((one) => !open.includes(one))) {
      tell(index, { kind: 'stored', remoteId, created });
    }
    if (open.length > 0 && some.length > 1) {
      for (const one of open) await connectSome([one]);
      return;
    }
    for (const { index, dealId: remoteId } of open) {
      const error = apiError(status < 300 ? (objectsOf(fields.errors)[0] ?? {}) : fields);
      const refused = refusalOf(error);
      const until = plusMs(time.now(), unclearPauseMs);
      if (refused === null) tell(index, { kind: 'later', until, because: 'unclear', remoteId });
      else tell(index, refused.code === 'gone' ? contactUnknown(remoteId) : { ...refused, remoteId });
    }
  }
}

/** The answers name the deal, or the contact first: each connection is told in both directions. */
function dealOf(result: Readonly<Record<string, unknown>>): string | null {
  const { from } = result as { readonly from?: { readonly id?: unknown } };
  return typeof from?.id === 'string' ? from.id : null;
}

const contactUnknown = (remoteId: string | null): Pushed => ({
  kind: 'refused',
  code: 'contact_unknown',
  words: 'The contact of the deal is not there.',
  field: null,
  mendable: false,
  ...(remoteId === null ? {} : { remoteId }),
});
