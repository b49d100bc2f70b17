/** The people to whom HubSpot can give records (developers.hubspot.com/docs/api-reference/latest/crm/owners/guide). */
import { crmError } from '../failure.ts';
import type { CrmOwner } from '../port.ts';
import { nextAfter, resultsOf } from './json-answer.ts';
import { paths } from './paths.ts';
import type { Requests } from './requests.ts';

/** An account has some thousands at most; a paging that goes round in circles is left. */
const mostPages = 200;

/** @throws a CRM failure */
export async function readOwners(requests: Requests): Promise<readonly CrmOwner[]> {
  return [...(await pagesOf(requests, 'false')), ...(await pagesOf(requests, 'true'))];
}

async function pagesOf(requests: Requests, archived: 'true' | 'false'): Promise<readonly CrmOwner[]> {
  const owners: CrmOwner[] = [];
  let after: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const query: Record<string, string> = { limit: '100', archived, ...(after === null ? {} : { after }) };
    const { status, fields } = await requests.send({ method: 'GET', path: paths.owners, query });
    owners.push(...resultsOf(`GET ${paths.owners}`, status, fields).flatMap(ownerOf));
    after = nextAfter(fields);
    if (after === null) return owners;
  }
  throw crmError({ kind: 'unreachable', until: null }, `HubSpot, GET ${paths.owners}: the paging does not end`);
}

/** `id` is what records are given to, not `userId`. Who has left has no `userId` any more, or is archived. */
function ownerOf({ id, firstName, lastName, email, userId, archived, type }: Readonly<Record<string, unknown>>) {
  if (typeof id !== 'string') return [];
  const name = [firstName, lastName].filter((part) => typeof part === 'string' && part !== '').join(' ');
  const isThere = archived !== true && (type === 'QUEUE' || (userId !== undefined && userId !== null));
  return [{ id, name: name || null, email: typeof email === 'string' && email !== '' ? email : null, active: isThere }];
}
