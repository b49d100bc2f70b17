/**
 * What HubSpot's errors say of single records. "The fields … should all be treated as optional in any error parsing"
 * (developers.hubspot.com/docs/api-reference/error-handling), so nothing is relied on but the status, and every word
 * that is there is used.
 *
 * Shapes: a refused request has `category`, `message`, `correlationId` and `errors: [{ message, code, context: {
 * propertyName: [NAME] } }]`. A refused record of a batch (207) has `category`, `message`, `context: { objectWriteTraceId:
 * [ID] }`, and its details only inside the message: `Property values were not valid: [{ "error": CODE, "name": NAME, … }]`.
 */
import type { Pushed, RefusalCode } from '../port.ts';
import { isObject, type JsonObject, objectsOf, textOf, textsOf } from './json-answer.ts';

export interface ApiError {
  readonly category: string | null;
  readonly message: string;
  /** `PROPERTY_DOESNT_EXIST`, `INVALID_EMAIL`, …; one for each property that is wrong. */
  readonly details: readonly {
    readonly code: string | null;
    readonly property: string | null;
    readonly message: string | null;
  }[];
  /** Of the inputs that it is about. */
  readonly traceIds: readonly string[];
  /** The record that is in the way: "Contact already exists. Existing ID: 51". */
  readonly existingId: string | null;
}

/** An error of an answer, or one of the `errors` of a batch's answer. */
export function apiError(fields: JsonObject): ApiError {
  const message = textOf(fields.message) ?? '';
  const context = isObject(fields.context) ? fields.context : {};
  return {
    category: textOf(fields.category),
    message,
    details: [...objectsOf(fields.errors).map(detailOf), ...listedDetails(message)],
    traceIds: textsOf(context.objectWriteTraceId),
    existingId: /Existing ID:\s*(\d+)/i.exec(message)?.[1] ?? null,
  };
}

function detailOf(fields: JsonObject): ApiError['details'][number] {
  const context = isObject(fields.context) ? fields.context : {};
  return {
    code: textOf(fields.code),
    property: textsOf(context.propertyName)[0] ?? textOf(fields.in),
    message: textOf(fields.message),
  };
}

function listedDetails(message: string): ApiError['details'] {
  const list = /\[.*\]/s.exec(message)?.[0];
  if (list === undefined) return [];
  try {
    return objectsOf(JSON.parse(list)).map(({ error, name, message: words }) => ({
      code: textOf(error),
      property: textOf(name),
      message: textOf(words),
    }));
  } catch {
    return [];
  }
}

/** The property itself is the fault, whatever its value: every record that tells it is refused. */
const faultyPropertyCodes: Readonly<Record<string, RefusalCode>> = {
  PROPERTY_DOESNT_EXIST: 'unknown_field',
  READ_ONLY_VALUE: 'read_only_field',
};

/** Properties that no record can be stored with, each with why. */
export function faultyProperties({ details }: ApiError): ReadonlyMap<string, RefusalCode> {
  return new Map(
    details.flatMap(({ code, property }) => {
      const refusal = code === null ? undefined : faultyPropertyCodes[code];
      return refusal === undefined || property === null ? [] : [[property, refusal] as const];
    }),
  );
}

type Refused = Extract<Pushed, { readonly kind: 'refused' }>;

/** Words of strangers are kept short. */
const mostWords = 500;

/** Why a record was refused; null when the error is no verdict on it, and the same push may succeed by and by. */
export function refusalOf(error: ApiError): Refused | null {
  const code = refusalCode(error);
  if (code === null) return null;
  const detail = error.details.find(({ property }) => property !== null) ?? error.details[0];
  const field = detail?.property ?? (error.existingId === null ? null : 'email');
  const words = (detail?.message ?? error.message).slice(0, mostWords) || (error.category ?? 'no reason given');
  return { kind: 'refused', code, words, field, mendable: code === 'invalid_value' || code === 'duplicate' };
}

function refusalCode(error: ApiError): RefusalCode | null {
  const { category, message, details } = error;
  const [faulty] = faultyProperties(error).values();
  if (faulty !== undefined) return faulty;
  // A unique property that another record holds is a conflict, or a value that is not valid, by the endpoint.
  const isTaken = details.some(({ code }) => code === 'CONFLICTING_UNIQUE_VALUE');
  if (category === 'CONFLICT' || isTaken || /already (has|have) that value|already exists/i.test(message))
    return 'duplicate';
  if (category === 'OBJECT_NOT_FOUND') return 'gone';
  if (category === 'VALIDATION_ERROR' || details.some(({ code }) => code?.startsWith('INVALID_')))
    return 'invalid_value';
  return category === null || passingCategories.test(category) ? null : 'other';
}

const passingCategories = /RATE_LIMIT|INTERNAL|TIMEOUT|UNAVAILABLE|LOCKED/;
