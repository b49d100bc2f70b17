/** Reading records: by their id, or by a property whose values are unique. */
import { objectsOf, resultsOf } from './json-answer.ts';
import { batchLimit, type ObjectType, paths } from './paths.ts';
import type { Requests } from './requests.ts';

/** A record, as far as it was asked for: a property without a value is null or not there. */
export interface RemoteRecord {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null | undefined>>;
  /** Newest first. */
  readonly history: Readonly<Record<string, readonly Version[]>>;
}

/** One value that a property has had. `sourceType`: `CRM_UI`, `INTEGRATION`, `API`, …; `sourceId`: which user or app. */
export interface Version {
  readonly value: string;
  readonly timestamp: string;
  readonly sourceType: string | null;
  readonly sourceId: string | null;
}

export interface ReadQuery {
  readonly type: ObjectType;
  readonly ids: readonly string[];
  /** Absent: `ids` are the records' own. */
  readonly idProperty?: string;
  readonly properties: readonly string[];
  /** Of these, every value that they have had. */
  readonly withHistory?: readonly string[];
}

/** Histories are long: HubSpot has been seen to take 50 at a time where they are asked for. */
const historyLimit = 50;

/**
 * The records that are there; the others are left out: 207, with an error for each of them
 * (…/crm/objects/contacts/guide, "Retrieve a batch of contacts").
 * @throws a CRM failure
 */
export async function readRecords(requests: Requests, query: ReadQuery): Promise<readonly RemoteRecord[]> {
  const { type, idProperty, properties, withHistory } = query;
  const ids = [...new Set(query.ids)];
  const most = withHistory === undefined ? batchLimit : historyLimit;
  const found: RemoteRecord[] = [];
  for (let start = 0; start < ids.length; start += most) {
    const path = paths.batch(type, 'read');
    const answer = await requests.send({
      method: 'POST',
      path,
      json: {
        inputs: ids.slice(start, start + most).map((id) => ({ id })),
        properties,
        propertiesWithHistory: withHistory ?? [],
        ...(idProperty === undefined ? {} : { idProperty }),
      },
    });
    // When none of the records is there, some endpoints say so of the request.
    if (answer.status === 404 && answer.fields.category === 'OBJECT_NOT_FOUND') continue;
    found.push(...resultsOf(`POST ${path}`, answer.status, answer.fields).flatMap(recordOf));
  }
  return found;
}

/** None when it has no id. */
export function recordOf(result: Readonly<Record<string, unknown>>): readonly RemoteRecord[] {
  const { id, properties, propertiesWithHistory } = result;
  if (typeof id !== 'string') return [];
  return [{ id, properties: textsOf(properties), history: historyOf(propertiesWithHistory) }];
}

function textsOf(value: unknown): RemoteRecord['properties'] {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, text]) => [name, typeof text === 'string' && text !== '' ? text : null]),
  );
}

function historyOf(value: unknown): RemoteRecord['history'] {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, versions]) => [
      name,
      objectsOf(versions)
        .flatMap(({ value: text, timestamp, sourceType, sourceId }) =>
          typeof timestamp === 'string' && !Number.isNaN(Date.parse(timestamp))
            ? [
                {
                  value: typeof text === 'string' ? text : '',
                  timestamp: new Date(timestamp).toISOString(),
                  sourceType: typeof sourceType === 'string' ? sourceType : null,
                  sourceId: sourceId === undefined || sourceId === null ? null : String(sourceId),
                },
              ]
            : [],
        )
        .sort((a, b) => (a.timestamp < b.timestamp ? 1 : a.timestamp > b.timestamp ? -1 : 0)),
    ]),
  );
}
