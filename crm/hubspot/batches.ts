/**
 * Writing many records at once, and finding out what became of each. Inputs carry an `objectWriteTraceId`, by which the
 * answer (207 Multi-Status) says which were refused. That is documented for creating
 * (developers.hubspot.com/docs/api-reference/error-handling, "Multi-status errors"), and the input of an upsert has the
 * field too; but an update or upsert may as well refuse the whole batch for one record (400, 409). Then the batch is
 * halved until the record that is at fault stands alone, except where the error names a property that no record can have.
 */
import { plusMs } from '../../domain/instant.ts';
import { crmError } from '../failure.ts';
import type { Pushed, RemoteFields } from '../port.ts';
import { type ApiError, apiError, faultyProperties, refusalOf } from './api-errors.ts';
import { objectsOf } from './json-answer.ts';
import { batchLimit } from './paths.ts';
import type { ApiAnswer, Requests } from './requests.ts';
import type { Time } from './time.ts';

/** A record to write. */
export interface BatchInput {
  /** Of the record in the push. */
  readonly index: number;
  /** The record's id, or the value of `idProperty`. */
  readonly id: string;
  readonly idProperty?: string;
  readonly properties: RemoteFields;
}

export interface BatchOutcome {
  readonly input: BatchInput;
  readonly pushed: Pushed;
  /** The record that holds what must be unique, when HubSpot says which. */
  readonly existingId: string | null;
}

/** What HubSpot said nothing of is pushed again after so long. */
const unclearPauseMs = 60_000;

/**
 * Writes records and hands on what became of each as soon as it is known.
 * @throws a CRM failure; `onOutcome` has been called for what was known before
 */
export async function writeBatch(
  requests: Requests,
  time: Time,
  path: string,
  inputs: readonly BatchInput[],
  onOutcome: (outcome: BatchOutcome) => void,
): Promise<void> {
  for (let start = 0; start < inputs.length; start += batchLimit) {
    await writeSome(inputs.slice(start, start + batchLimit));
  }

  async function writeSome(some: readonly BatchInput[]): Promise<void> {
    if (some.length === 0) return;
    const answer = await requests.send({ method: 'POST', path, json: { inputs: some.map(wireInput) } });
    if (answer.status < 300) return settled(some, answer);
    const error = apiError(answer.fields);
    if (answer.status === 404 && error.category !== 'OBJECT_NOT_FOUND') {
      throw crmError({ kind: 'unreachable', until: null }, `HubSpot, POST ${path}: there is no such endpoint (404)`);
    }
    const faulty = faultyProperties(error);
    const isHit = ({ properties }: BatchInput): boolean => Object.keys(properties).some((name) => faulty.has(name));
    const hit = some.filter(isHit);
    for (const input of hit) onOutcome(outcomeOf(input, narrowed(error, input, faulty)));
    if (hit.length > 0) return writeSome(some.filter((input) => !isHit(input)));
    await askedAgain(some, some.length, error);
  }

  /** A batch that was taken, with what was said of each record. */
  async function settled(some: readonly BatchInput[], { fields }: ApiAnswer): Promise<void> {
    const open = new Set(some);
    const results = objectsOf(fields.results);
    const isAlone = some.length === 1 && results.length === 1;
    for (const result of results) {
      const input = some.find((one) => open.has(one) && (isAlone || isAbout(result, one)));
      const remoteId = result.id;
      if (input === undefined || typeof remoteId !== 'string') continue;
      open.delete(input);
      onOutcome({ input, pushed: { kind: 'stored', remoteId, created: result.new === true }, existingId: null });
    }
    const errors = objectsOf(fields.errors).map(apiError);
    for (const error of errors) {
      for (const input of some.filter((one) => open.has(one) && error.traceIds.includes(traceId(one)))) {
        open.delete(input);
        onOutcome(outcomeOf(input, error));
      }
    }
    await askedAgain([...open], some.length, errors[0] ?? null);
  }

  /** For records of which nothing is known after so many were asked for at once: what stands alone has the error to itself. */
  async function askedAgain(open: readonly BatchInput[], asked: number, error: ApiError | null): Promise<void> {
    if (asked === 1) {
      for (const input of open) onOutcome(outcomeOf(input, error));
      return;
    }
    const half = Math.ceil(open.length / 2);
    await writeSome(open.slice(0, half));
    await writeSome(open.slice(half));
  }

  function outcomeOf(input: BatchInput, error: ApiError | null): BatchOutcome {
    const unclear: Pushed = { kind: 'later', until: plusMs(time.now(), unclearPauseMs), because: 'unclear' };
    const pushed = (error === null ? null : refusalOf(error)) ?? unclear;
    return { input, pushed, existingId: error?.existingId ?? null };
  }
}

/** What an error of a whole batch says of properties that this record tells, and that no record can have. */
const narrowed = (error: ApiError, { properties }: BatchInput, faulty: ReadonlyMap<string, unknown>): ApiError => ({
  ...error,
  details: error.details.filter(({ property }) => property !== null && property in properties && faulty.has(property)),
});

/** "The objectWriteTraceId can be any unique string". */
const traceId = ({ index }: BatchInput): string => `record-${index}`;

const wireInput = (input: BatchInput) => ({
  id: input.id,
  ...(input.idProperty === undefined ? {} : { idProperty: input.idProperty }),
  properties: input.properties,
  objectWriteTraceId: traceId(input),
});

/** Whether a result is of this input: by its trace, else by the id that was asked for. */
function isAbout(result: Readonly<Record<string, unknown>>, input: BatchInput): boolean {
  const trace = result.objectWriteTraceId;
  if (typeof trace === 'string' && trace !== '') return trace === traceId(input);
  if (input.idProperty === undefined) return result.id === input.id;
  const properties = result.properties as Readonly<Record<string, unknown>> | null | undefined;
  return properties?.[input.idProperty] === input.id;
}
