/**
 * Pushing contacts. HubSpot keeps a lead's id in a property with unique values, and finds the contact by it: an upsert by
 * that property makes the contact or changes it, however often it is repeated. A contact that HubSpot had before it knew
 * the lead has the address alone; it is *adopted*: the lead's id is written to it.
 *
 * Not upserted by address: "Partial upserts are not supported when using `email` as the `idProperty`"
 * (developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide, "Upsert contacts"), and addresses change.
 */

import { type Merged, mergedById } from '../merging.ts';
import type { CrmContact, Pushed, RemoteFields } from '../port.ts';
import { type Telling, told } from '../telling.ts';
import { type BatchInput, type BatchOutcome, writeBatch } from './batches.ts';
import { paths } from './paths.ts';
import { type RemoteRecord, readRecords } from './records.ts';
import type { Requests } from './requests.ts';
import type { HubspotSettings } from './settings.ts';
import type { Time } from './time.ts';

/** @throws a CRM failure while nothing is known of any contact */
export function pushContacts(
  settings: HubspotSettings,
  requests: Requests,
  time: Time,
  contacts: readonly CrmContact[],
): Promise<readonly Pushed[]> {
  const merged = mergedById(
    contacts,
    ({ leadId }) => leadId,
    (earlier, later) => ({ ...earlier, ...later, fields: { ...earlier.fields, ...later.fields } }),
  );
  return told(contacts.length, time.now, (telling) => new ContactPush(settings, requests, time, merged, telling).run());
}

class ContactPush {
  private readonly settings: HubspotSettings;
  private readonly requests: Requests;
  private readonly time: Time;
  private readonly contacts: readonly Merged<CrmContact>[];
  private readonly telling: Telling;

  constructor(
    settings: HubspotSettings,
    requests: Requests,
    time: Time,
    contacts: readonly Merged<CrmContact>[],
    telling: Telling,
  ) {
    this.settings = settings;
    this.requests = requests;
    this.time = time;
    this.contacts = contacts;
    this.telling = telling;
  }

  async run(): Promise<void> {
    const byAddress = await this.knownAddresses();
    const strangers = new Map<number, RemoteRecord>();
    const upserts: BatchInput[] = [];
    for (const [index, { record: contact }] of this.contacts.entries()) {
      const holder = byAddress.get(contact.email.toLowerCase());
      if (holder === undefined || this.leadOf(holder) === contact.leadId) upserts.push(this.upsertOf(contact, index));
      else strangers.set(index, holder);
    }
    const inTheWay = new Map<number, string>();
    await this.write(paths.batch('contacts', 'upsert'), upserts, ({ input, pushed, existingId }) => {
      // Somebody made a contact with the address since it was looked for: that one is adopted then.
      if (existingId !== null && pushed.kind === 'refused') inTheWay.set(input.index, existingId);
      else this.tell(input.index, pushed);
    });
    for (const holder of await this.read([...inTheWay.values()])) {
      for (const [index, id] of inTheWay) if (id === holder.id) strangers.set(index, holder);
    }
    for (const index of inTheWay.keys()) if (!strangers.has(index)) this.tell(index, taken(null));
    await this.adopt(strangers);
  }

  /** Contacts by each of their addresses. */
  private async knownAddresses(): Promise<ReadonlyMap<string, RemoteRecord>> {
    const emails = this.contacts.map(({ record }) => record.email.toLowerCase());
    const found = await this.read(emails, 'email');
    return new Map(found.flatMap((record) => addressesOf(record).map((email) => [email, record] as const)));
  }

  private read(ids: readonly string[], idProperty?: string): Promise<readonly RemoteRecord[]> {
    return readRecords(this.requests, {
      type: 'contacts',
      ids,
      ...(idProperty === undefined ? {} : { idProperty }),
      properties: ['email', 'hs_additional_emails', this.settings.leadIdProperty],
    });
  }

  /** Writes a lead's id and values to contacts that had its address; not to those that are another lead's. */
  private async adopt(strangers: ReadonlyMap<number, RemoteRecord>): Promise<void> {
    const updates: BatchInput[] = [];
    for (const [index, holder] of strangers) {
      const { record: contact } = this.contacts[index] ?? {};
      if (contact === undefined) continue;
      const lead = this.leadOf(holder);
      if (lead !== null && lead !== contact.leadId) this.tell(index, taken(holder.id));
      else updates.push({ index, id: holder.id, properties: this.propertiesOf(contact) });
    }
    await this.write(paths.batch('contacts', 'update'), updates, ({ input, pushed }) => this.tell(input.index, pushed));
  }

  private write(
    path: string,
    inputs: readonly BatchInput[],
    onOutcome: (outcome: BatchOutcome) => void,
  ): Promise<void> {
    return writeBatch(this.requests, this.time, path, inputs, onOutcome);
  }

  private tell(index: number, pushed: Pushed): void {
    for (const place of this.contacts[index]?.indexes ?? []) this.telling.tell(place, pushed);
  }

  private leadOf({ properties }: RemoteRecord): string | null {
    return properties[this.settings.leadIdProperty] ?? null;
  }

  private upsertOf(contact: CrmContact, index: number): BatchInput {
    const { leadIdProperty } = this.settings;
    const properties = { ...this.propertiesOf(contact), email: contact.email };
    return { index, id: contact.leadId, idProperty: leadIdProperty, properties };
  }

  private propertiesOf({ leadId, ownerId, fields }: CrmContact): RemoteFields {
    return {
      ...fields,
      [this.settings.leadIdProperty]: leadId,
      ...(ownerId === undefined ? {} : { hubspot_owner_id: ownerId ?? '' }),
    };
  }
}

/** A contact has one primary address and, after merges, others, which are as unique (`hs_additional_emails`, by `;`). */
const addressesOf = ({ properties: { email, hs_additional_emails: others } }: RemoteRecord): readonly string[] =>
  [email, ...(others ?? '').split(';')].flatMap((address) => (address ? [address.trim().toLowerCase()] : []));

const taken = (holder: string | null): Pushed => ({
  kind: 'refused',
  code: 'duplicate',
  words: `The address is that of another contact${holder === null ? '' : `, ${holder}, which is another lead's`}.`,
  field: 'email',
  mendable: true,
});
