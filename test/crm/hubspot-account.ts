/**
 * The records of a HubSpot account in memory, as its documentation describes them: properties with types and unique
 * values, their history, errors by record, the search with its limits and its delay, associations. It knows no HTTP.
 *
 * Long, because all rules of a record are about the same few maps.
 */
import { type Instant, plusMs } from '../../domain/instant.ts';
import { type Property, standardProperties, storedValue, valueProblem } from './hubspot-properties.ts';

export type ObjectType = 'contacts' | 'deals';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Who writes: a person of the account, or an app. */
export type Author = { readonly userId: string } | { readonly appId: string };

interface Version {
  readonly value: string;
  readonly timestamp: Instant;
  readonly sourceType: string;
  readonly sourceId: string;
}

interface Stored {
  readonly id: string;
  readonly createdAt: Instant;
  updatedAt: Instant;
  readonly history: Map<string, Version[]>;
}

export interface WriteInput {
  readonly id: string;
  readonly idProperty?: string | undefined;
  readonly properties: Readonly<Record<string, string>>;
  readonly objectWriteTraceId?: string | undefined;
}

type RecordError = Readonly<Record<string, unknown>> & { readonly status: number };

const typeIds = { contacts: '0-1', deals: '0-3' } as const;
const closedStages: Readonly<Record<string, { readonly isWon: boolean }>> = {
  closedwon: { isWon: true },
  closedlost: { isWon: false },
};

export class HubspotAccount {
  readonly properties = { contacts: standardProperties('contacts'), deals: standardProperties('deals') };
  /** `DEAL CONTACT` of each connection. */
  readonly connections = new Set<string>();
  /**
   * How batches of updates and upserts are answered when some records are refused: the others are written (207), or none
   * is (400, 409). The documentation promises the first for creating only, and both are seen.
   */
  batches: 'multi-status' | 'whole' = 'multi-status';
  /** How long it takes until a change is found by the search. */
  indexingMs = 0;
  private readonly records = { contacts: new Map<string, Stored>(), deals: new Map<string, Stored>() };
  private readonly now: () => Instant;
  private lastId = 100;

  constructor(now: () => Instant) {
    this.now = now;
  }

  /** Everything of a type: its current values, without empty ones, and `id`. */
  all(type: ObjectType): readonly Readonly<Record<string, string>>[] {
    return [...this.records[type].values()].map((record) => ({ ...this.valuesOf(record), id: record.id }));
  }

  /** Somebody makes a record by hand. */
  make(type: ObjectType, properties: Readonly<Record<string, string>>, by: Author = { userId: '7' }): string {
    return this.created(type, properties, by).id;
  }

  /** Somebody changes a record by hand. */
  edit(type: ObjectType, id: string, properties: Readonly<Record<string, string>>, by: Author = { userId: '7' }): void {
    const record = this.records[type].get(id);
    if (record === undefined) throw new Error(`the account has no ${type} ${id}`);
    this.write(type, record, properties, by);
  }

  remove(type: ObjectType, id: string): void {
    this.records[type].delete(id);
  }

  batchRead(
    type: ObjectType,
    {
      inputs,
      properties,
      propertiesWithHistory,
      idProperty,
    }: {
      readonly inputs: readonly { readonly id: string }[];
      readonly properties: readonly string[];
      readonly propertiesWithHistory: readonly string[];
      readonly idProperty?: string | undefined;
    },
  ): Answer {
    if (idProperty !== undefined && !this.isUnique(type, idProperty)) return this.notUnique(type, idProperty);
    const found = inputs.map(({ id }) => ({ id, record: this.found(type, id, idProperty) }));
    const missing = found.filter(({ record }) => record === undefined).map(({ id }) => id);
    const results = found.flatMap(({ record }) =>
      record === undefined ? [] : [this.told(type, record, properties, propertiesWithHistory)],
    );
    if (missing.length === 0) return this.batchAnswer(200, results, []);
    const errors = [
      {
        status: 'error',
        category: 'OBJECT_NOT_FOUND',
        message: 'Could not get some objects, they may be deleted or not exist. Check that ids are valid.',
        context: { ids: missing },
      },
    ];
    return this.batchAnswer(207, results, errors);
  }

  batchWrite(type: ObjectType, what: 'update' | 'upsert', inputs: readonly WriteInput[], by: Author): Answer {
    const ids = inputs.map(({ id }) => id);
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    if (twice.length > 0)
      return invalid(`Duplicate IDs found in batch input: [${twice.join(', ')}]. IDs must be unique`);
    const foreign = inputs.find(({ idProperty }) => idProperty !== undefined && !this.isUnique(type, idProperty));
    if (foreign?.idProperty !== undefined) return this.notUnique(type, foreign.idProperty);
    if (this.batches === 'whole') {
      const errors = inputs.flatMap((input) => this.problemOf(type, what, input) ?? []);
      const [first] = errors;
      if (first !== undefined) return { status: first.status, body: { ...first, status: 'error', correlationId } };
    }
    const results: unknown[] = [];
    const errors: unknown[] = [];
    for (const input of inputs) {
      const problem = this.problemOf(type, what, input);
      if (problem !== null) {
        const { category, message } = problem;
        const trace = input.objectWriteTraceId;
        errors.push({ status: 'error', category, message, context: trace ? { objectWriteTraceId: [trace] } : {} });
      } else results.push(this.written(type, input, by));
    }
    return this.batchAnswer(errors.length > 0 ? 207 : 200, results, errors);
  }

  search(
    type: ObjectType,
    {
      filters,
      sort,
      properties,
      limit,
      after,
    }: {
      readonly filters: readonly { readonly propertyName: string; readonly operator: string; readonly value: string }[];
      readonly sort: { readonly propertyName: string; readonly direction: string };
      readonly properties: readonly string[];
      readonly limit: number;
      readonly after: number;
    },
  ): Answer {
    if (after + limit > 10_000)
      return invalid('The search endpoints are limited to 10,000 total results for any query');
    const wrong = filters.find(({ propertyName }) => !this.properties[type].has(propertyName));
    if (wrong) return invalid(`There was a problem with the request: unknown property ${wrong.propertyName}`);
    const numberOf = (record: Stored, name: string): number => {
      const value = this.valuesOf(record)[name] ?? '';
      return /^\d+$/.test(value) ? Number(value) : Date.parse(value);
    };
    const isMatch = (record: Stored): boolean =>
      filters.every(({ propertyName, operator, value }) => {
        const number = numberOf(record, propertyName);
        if (operator === 'GTE') return number >= Number(value);
        return operator === 'LTE' ? number <= Number(value) : number > Number(value);
      });
    const matches = [...this.records[type].values()]
      .filter((record) => plusMs(record.updatedAt, this.indexingMs) <= this.now() && isMatch(record))
      .sort((a, b) => numberOf(a, sort.propertyName) - numberOf(b, sort.propertyName));
    const page = matches.slice(after, after + limit);
    const next = after + limit < matches.length ? { paging: { next: { after: String(after + limit) } } } : {};
    const results = page.map((record) => this.told(type, record, properties, []));
    return { status: 200, body: { total: matches.length, results, ...next } };
  }

  connect(inputs: readonly { readonly from: { readonly id: string }; readonly to: { readonly id: string } }[]): Answer {
    const results: unknown[] = [];
    const errors: unknown[] = [];
    for (const { from, to } of inputs) {
      if (!this.records.deals.has(from.id) || !this.records.contacts.has(to.id)) {
        const message = `One or more objects do not exist: ${from.id} ${to.id}`;
        errors.push({ status: 'error', category: 'OBJECT_NOT_FOUND', message, context: { fromObjectId: [from.id] } });
        continue;
      }
      this.connections.add(`${from.id} ${to.id}`);
      const spec = (associationTypeId: number) => ({ associationCategory: 'HUBSPOT_DEFINED', associationTypeId });
      results.push({ from, to, associationSpec: spec(3) }, { from: to, to: from, associationSpec: spec(4) });
    }
    return this.batchAnswer(errors.length > 0 ? 207 : 200, results, errors);
  }

  private isUnique(type: ObjectType, name: string): boolean {
    return (type === 'contacts' && name === 'email') || this.properties[type].get(name)?.unique === true;
  }

  private notUnique(type: ObjectType, name: string): Answer {
    return invalid(`Unable to perform update/upsert by non-unique ${typeIds[type]} property ${name} in portal ID 4711`);
  }

  private found(type: ObjectType, id: string, idProperty: string | undefined): Stored | undefined {
    if (idProperty === undefined) return this.records[type].get(id);
    return this.holderOf(type, idProperty, id);
  }

  private holderOf(type: ObjectType, name: string, value: string): Stored | undefined {
    return [...this.records[type].values()].find((record) => {
      const values = this.valuesOf(record);
      if (name !== 'email') return values[name] === value;
      return [values.email, ...(values.hs_additional_emails ?? '').split(';')].includes(value.toLowerCase());
    });
  }

  /** Why a record cannot be written; null when it can. */
  private problemOf(type: ObjectType, what: 'update' | 'upsert', input: WriteInput): RecordError | null {
    const record = this.found(type, input.id, input.idProperty);
    if (record === undefined && what === 'update') {
      return { status: 404, category: 'OBJECT_NOT_FOUND', message: `Object not found. objectId are: ${input.id}` };
    }
    const invalidValues = Object.entries(input.properties).flatMap(([name, value]) => {
      const property = this.properties[type].get(name);
      const problem = property ? valueProblem(property, value) : missingProperty(name);
      return problem === null ? [] : [{ error: problem[0], message: problem[1], name }];
    });
    const holder = this.conflicting(type, input, record);
    if (holder !== null && holder.name === 'email') {
      return { status: 409, category: 'CONFLICT', message: `Contact already exists. Existing ID: ${holder.id}` };
    }
    if (holder !== null) {
      const message = `${holder.name} ${input.properties[holder.name]}: another object ${holder.id} already has that value.`;
      invalidValues.push({ error: 'CONFLICTING_UNIQUE_VALUE', message, name: holder.name });
    }
    if (invalidValues.length === 0) return null;
    const listed = invalidValues.map((one) => ({ isValid: false, ...one, portalId: 4711 }));
    return {
      status: 400,
      category: 'VALIDATION_ERROR',
      message: `Property values were not valid: ${JSON.stringify(listed)}`,
      errors: invalidValues.map(({ error: code, message, name }) => ({
        message,
        code,
        context: { propertyName: [name] },
      })),
    };
  }

  private conflicting(type: ObjectType, input: WriteInput, record: Stored | undefined) {
    for (const [name, value] of Object.entries(input.properties)) {
      if (value === '' || !this.isUnique(type, name)) continue;
      const holder = this.holderOf(type, name, value);
      if (holder !== undefined && holder !== record) return { name, id: holder.id };
    }
    return null;
  }

  private written(type: ObjectType, { id, idProperty, properties }: WriteInput, by: Author) {
    const record = this.found(type, id, idProperty);
    const all = idProperty === undefined ? properties : { ...properties, [idProperty]: id };
    if (record !== undefined) this.write(type, record, all, by);
    const stored = record ?? this.created(type, all, by);
    return { ...this.told(type, stored, Object.keys(all), []), new: record === undefined };
  }

  private created(type: ObjectType, properties: Readonly<Record<string, string>>, by: Author): Stored {
    this.lastId += 1;
    const now = this.now();
    const record: Stored = { id: String(this.lastId), createdAt: now, updatedAt: now, history: new Map() };
    this.records[type].set(record.id, record);
    this.write(type, record, { ...properties, createdate: now, hs_object_id: record.id }, by);
    return record;
  }

  private write(type: ObjectType, record: Stored, properties: Readonly<Record<string, string>>, by: Author): void {
    const timestamp = this.now();
    const put = (name: string, value: string): void => {
      const versions = record.history.get(name) ?? [];
      if ((versions[0]?.value ?? '') === value) return;
      const source = 'appId' in by ? ['INTEGRATION', by.appId] : ['CRM_UI', `userId:${by.userId}`];
      versions.unshift({ value, timestamp, sourceType: source[0] ?? '', sourceId: source[1] ?? '' });
      record.history.set(name, versions);
    };
    for (const [name, value] of Object.entries(properties)) {
      const property: Property = this.properties[type].get(name) ?? { name, type: 'string' };
      put(name, name === 'email' ? value.toLowerCase() : storedValue(property, value));
    }
    if (type === 'deals') {
      const closed = closedStages[this.valuesOf(record).dealstage ?? ''];
      put('hs_is_closed', String(closed !== undefined));
      put('hs_is_closed_won', String(closed?.isWon === true));
    }
    put(type === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate', timestamp);
    record.updatedAt = timestamp;
  }

  private valuesOf({ history }: Stored): Readonly<Record<string, string>> {
    const values = [...history].map(([name, versions]) => [name, versions[0]?.value ?? ''] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== ''));
  }

  /** A record as answers have it: properties that do not exist are left out, those without a value are null. */
  private told(type: ObjectType, record: Stored, names: readonly string[], withHistory: readonly string[]) {
    const values = this.valuesOf(record);
    const known = [...names, ...withHistory].filter((name) => this.properties[type].has(name));
    const { id, createdAt, updatedAt } = record;
    return {
      id,
      properties: Object.fromEntries([...known, 'hs_object_id'].map((name) => [name, values[name] ?? null])),
      ...(withHistory.length === 0
        ? {}
        : {
            propertiesWithHistory: Object.fromEntries(
              withHistory.map((name) => [name, record.history.get(name) ?? []]),
            ),
          }),
      createdAt,
      updatedAt,
      archived: false,
    };
  }

  private batchAnswer(status: number, results: readonly unknown[], errors: readonly unknown[]): Answer {
    const at = this.now();
    const told = errors.length === 0 ? {} : { numErrors: errors.length, errors };
    return { status, body: { status: 'COMPLETE', results, ...told, startedAt: at, completedAt: plusMs(at, 1) } };
  }
}

export const correlationId = 'aeb5f871-7f07-4993-9211-075dc63e7cbf';

/** 400 with the documented body. */
export const invalid = (message: string): Answer => ({
  status: 400,
  body: { status: 'error', message, correlationId, category: 'VALIDATION_ERROR' },
});

const missingProperty = (name: string) => ['PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`] as const;
