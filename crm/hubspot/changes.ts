/**
 * What people changed in HubSpot. The search finds records that were changed in a window of time
 * (developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm: `lastmodifieddate` of contacts,
 * `hs_lastmodifieddate` of others, as milliseconds; archived records are not found); reading them with the history of
 * their properties tells what it was, when, and who did it. That leaves out what Tendril wrote itself, which would come back
 * as news otherwise, and gives each value its own time.
 */
import type { Instant } from '../../domain/instant.ts';
import { msOf } from '../../domain/instant.ts';
import { type ChangedRecord, type CrmChange, type CrmCursor, dealStages, type Money, type Pulled } from '../port.ts';
import { openWindow, positionAfter, readCursor, type Window, writtenCursor } from './cursor.ts';
import { nextAfter, resultsOf } from './json-answer.ts';
import { type ObjectType, paths } from './paths.ts';
import { type RemoteRecord, readRecords, recordOf, type Version } from './records.ts';
import type { Requests } from './requests.ts';
import type { HubspotSettings } from './settings.ts';
import type { Time } from './time.ts';

/** As many as are read with their history at once. */
const pageSize = 50;

/**
 * The next page of changes.
 * `ownApp`: asked for once there is something to read.
 * @throws a CRM failure; FORMAT_UNKNOWN
 */
export async function pullChanges(
  settings: HubspotSettings,
  requests: Requests,
  time: Time,
  ownApp: () => Promise<string | null>,
  cursor: CrmCursor,
): Promise<Pulled> {
  const position = readCursor(cursor);
  const { from } = position;
  const window = openWindow(position, time.now(), settings.limits);
  if (window === null) return { changes: [], cursor, more: false };
  const { ids, more } = await searched(requests, from, window);
  const records = ids.length === 0 ? [] : await read(settings, requests, window.type, ids);
  const appId = records.length === 0 ? null : await ownApp();
  const last = more ? (ids.at(-1) ?? null) : null;
  const next = positionAfter(position, window, last, settings.limits);
  return {
    changes: records.flatMap((record) => changesOf(settings, window.type, record, from, appId)),
    cursor: writtenCursor(next),
    more: next.window !== null,
  };
}

/** Records that were changed in the window, by their ids, after the last that was read. */
async function searched(
  requests: Requests,
  from: Instant,
  window: Window,
): Promise<{ readonly ids: readonly string[]; readonly more: boolean }> {
  const { type, to, after } = window;
  const modified = type === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate';
  const { status, fields } = await requests.send({
    method: 'POST',
    path: paths.search(type),
    json: {
      filterGroups: [
        {
          filters: [
            { propertyName: modified, operator: 'GTE', value: String(msOf(from)) },
            { propertyName: modified, operator: 'LTE', value: String(msOf(to)) },
            { propertyName: 'hs_object_id', operator: 'GT', value: after },
          ],
        },
      ],
      // Not by time: ten thousand records of one bulk change have the same, and paging would never get beyond them.
      sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
      properties: ['hs_object_id'],
      limit: pageSize,
    },
  });
  const ids = resultsOf(`POST ${paths.search(type)}`, status, fields).flatMap((result) =>
    recordOf(result).map(({ id }) => id),
  );
  return { ids, more: nextAfter(fields) !== null };
}

function read(settings: HubspotSettings, requests: Requests, type: ObjectType, ids: readonly string[]) {
  const isContacts = type === 'contacts';
  return readRecords(requests, {
    type,
    ids,
    properties: isContacts
      ? [settings.leadIdProperty]
      : [settings.handoffIdProperty, 'deal_currency_code', 'hs_is_closed', 'hs_is_closed_won'],
    withHistory: [
      'hubspot_owner_id',
      ...(isContacts
        ? settings.watched.contact
        : ['dealstage', 'amount', 'closed_lost_reason', ...settings.watched.deal]),
    ],
  });
}

/** What others changed of a record since then, of what it is now: a value that was replaced again is no news. */
function changesOf(
  settings: HubspotSettings,
  type: ObjectType,
  { id: remoteId, properties, history }: RemoteRecord,
  since: Instant,
  appId: string | null,
): readonly CrmChange[] {
  const of = type === 'contacts' ? 'contact' : 'deal';
  const idProperty = of === 'contact' ? settings.leadIdProperty : settings.handoffIdProperty;
  const about: ChangedRecord = { of, remoteId, ownId: properties[idProperty] ?? null };
  /** The value that stands, when somebody else set it in the time that is asked about. */
  const news = (property: string): (Version & { readonly told: Told }) | null => {
    const version = history[property]?.[0];
    if (version === undefined || version.timestamp < since || isOwn(version, appId)) return null;
    const told = { ...about, key: `${of}/${remoteId}/${property}/${msOf(version.timestamp)}`, at: version.timestamp };
    return { ...version, told };
  };
  const owner = news('hubspot_owner_id');
  const watched = settings.watched[of].flatMap((field) => {
    const version = news(field);
    return version === null ? [] : [{ ...version.told, kind: 'field' as const, field, value: version.value || null }];
  });
  return [
    ...(of === 'deal' ? dealChanges(settings, { properties, history }, news) : []),
    ...(owner === null ? [] : [{ ...owner.told, kind: 'owner' as const, ownerId: owner.value || null }]),
    ...watched,
  ];
}

type Told = ChangedRecord & { readonly key: string; readonly at: Instant };

/**
 * A version that our own app wrote. HubSpot does not document the values of `sourceType`; an app's writes are seen as
 * `INTEGRATION` with the app's id. One that is not recognised is told as a change, which then changes nothing.
 */
const isOwn = ({ sourceType, sourceId }: Version, appId: string | null): boolean =>
  appId !== null && sourceId === appId && (sourceType === 'INTEGRATION' || sourceType === 'API');

/** Stage, amount and reason are told together when the deal is won or lost, because they make one story. */
function dealChanges(
  settings: HubspotSettings,
  { properties, history }: Pick<RemoteRecord, 'properties' | 'history'>,
  news: (property: string) => (Version & { readonly told: Told }) | null,
): readonly CrmChange[] {
  const [stage, amount, reason] = [news('dealstage'), news('amount'), news('closed_lost_reason')];
  const current = history.dealstage?.[0]?.value ?? '';
  const ours = dealStages.find((one) => settings.stages[one] === current) ?? null;
  const isWon = ours === 'won' || properties.hs_is_closed_won === 'true';
  const isLost = !isWon && (ours === 'lost' || properties.hs_is_closed === 'true');
  const sum = moneyOf(history.amount?.[0]?.value ?? '', properties.deal_currency_code ?? settings.currency);
  const why = history.closed_lost_reason?.[0]?.value || null;
  const changes: CrmChange[] = [];
  if (stage !== null && isWon) changes.push({ ...stage.told, kind: 'won', amount: sum });
  else if (amount !== null) changes.push({ ...amount.told, kind: 'amount', amount: sum });
  // The reason may be given after the stage.
  const lost = isLost ? (stage ?? reason) : null;
  if (lost !== null) changes.push({ ...lost.told, kind: 'lost', reason: why });
  else if (stage !== null && !isWon) changes.push({ ...stage.told, kind: 'stage', stage: ours, remoteStage: current });
  return changes;
}

/** Null when there is none, or it is no number. */
const moneyOf = (amount: string, currency: string): Money | null =>
  /^-?\d+(\.\d+)?$/.test(amount) ? { amount, currency } : null;
