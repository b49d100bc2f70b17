/**
 * CloudEvents 1.0 as events of leads: one in its JSON format, many in the batch format, or one in the headers `ce-*` with
 * its data as the body (HTTP protocol binding §3). Extensions are not looked at.
 */
import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { eventName } from '../../authoring/authored-values.ts';
import { eventSource } from '../../domain/identity.ts';
import { checkShape, checkText, requestInvalid } from './input.ts';
import type { PostedEvent } from './posted-event.ts';
import { toldMoment } from './told-moment.ts';

const mostDataBytes = 8 * 1024;

/** RFC 6839 §3.1, RFC 8259: what is JSON. */
const jsonType = /^(?:application|text)\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

export const cloudEvent = z
  .looseObject({
    specversion: z.literal('1.0', { error: 'must be "1.0"' }),
    id: z.string().min(1).max(200),
    source: z.string().min(1).max(2_000),
    type: z.string().min(1).max(300),
    subject: z.string().min(1).max(320).openapi({ description: 'Id or e-mail address of the lead.' }),
    time: toldMoment.optional(),
    datacontenttype: z.string().regex(jsonType, 'must be JSON').optional(),
    data: z.unknown().optional(),
  })
  .openapi('CloudEvent', {
    example: {
      specversion: '1.0',
      id: '4711',
      source: 'https://shop.example.com/orders',
      type: 'com.example.demo_requested',
      subject: 'ann@example.com',
      time: '2026-11-20T10:15:00Z',
      data: { plan: 'team' },
    },
  });

const attributes = ['specversion', 'id', 'source', 'type', 'subject', 'time'] as const;

/** The headers of a CloudEvent whose data is the body. */
export const cloudEventHeaders = z.object(
  Object.fromEntries(
    attributes.map((name) => [
      `ce-${name}`,
      z
        .string()
        .optional()
        .openapi({
          description: `The \`${name}\` of a CloudEvent whose data is the body (binary mode), percent-encoded.`,
        }),
    ]),
  ),
);

/** How a request brings its events. */
export type EventFormat = 'own' | 'cloudEvent' | 'cloudEventBatch' | 'cloudEventBinary';

type Header = (name: string) => string | undefined;

/** By the Content-Type, and of a plain one by the header that only a CloudEvent has. */
export function formatOf(header: Header): EventFormat {
  const type = header('content-type') ?? '';
  if (/^application\/cloudevents\+json\s*(?:;|$)/i.test(type)) return 'cloudEvent';
  if (/^application\/cloudevents-batch\+json\s*(?:;|$)/i.test(type)) return 'cloudEventBatch';
  return header('ce-specversion') === undefined ? 'own' : 'cloudEventBinary';
}

/** The event whose attributes stand in the headers. @throws REQUEST_INVALID */
export function fromHeaders(header: Header, data: unknown, hasData: boolean): unknown {
  const given = attributes.flatMap((name) => {
    const text = header(`ce-${name}`);
    return text === undefined ? [] : [[name, decoded(text, `header.ce-${name}`)] as const];
  });
  return { ...Object.fromEntries(given), ...(hasData ? { data } : {}) };
}

/** Header values are percent-encoded (HTTP protocol binding §3.1.3.2). @throws REQUEST_INVALID */
function decoded(text: string, place: string): string {
  try {
    const plain = decodeURIComponent(text.replace(/^"(.*)"$/, '$1'));
    checkText(plain, place);
    return plain;
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw requestInvalid([{ path: place, message: 'is not percent-encoded UTF-8' }]);
  }
}

/**
 * The event that a CloudEvent tells. `declared`: the custom events of the workspace; null when any may come.
 * @throws REQUEST_INVALID
 */
export function readCloudEvent(raw: unknown, place: string, declared: readonly string[] | null): PostedEvent {
  const {
    id,
    source,
    type,
    subject,
    time,
    data,
    data_base64: binary,
  } = checkShape(cloudEvent, withoutNulls(raw), place);
  const name = nameOf(type, declared);
  const named = eventName.safeParse(name);
  const errors = [
    ...(binary === undefined ? [] : [{ path: `${place}.data_base64`, message: 'cannot be taken; send JSON in data' }]),
    ...(named.success ? [] : [{ path: `${place}.type`, message: 'must end with the name of an event' }]),
    ...(Buffer.byteLength(JSON.stringify(data ?? null)) > mostDataBytes
      ? [{ path: `${place}.data`, message: 'larger than 8 KB' }]
      : []),
  ];
  if (errors.length > 0) throw requestInvalid(errors);
  const payload = data === undefined || data === null ? undefined : isObject(data) ? data : { data };
  return { id, source: sourceOf(source), lead: subject, kind: 'custom', name, payload, occurredAt: time };
}

/** A member that is null is as good as absent (JSON format 1.0.2 §2.2). */
const withoutNulls = (raw: unknown): unknown =>
  isObject(raw) ? Object.fromEntries(Object.entries(raw).filter(([, member]) => member !== null)) : raw;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The whole type where the workspace declares it; else what stands after its last full stop, without a version:
 * `com.example.demo_requested.v2` is `demo_requested`.
 */
function nameOf(type: string, declared: readonly string[] | null): string {
  if (declared?.includes(type)) return type;
  return (
    type
      .replace(/\.v\d+$/i, '')
      .split('.')
      .at(-1) ?? type
  );
}

/** A source is a URI; one that is no short name is told apart by its hash. */
const sourceOf = (source: string): string =>
  eventSource.pattern.test(source) ? source : `ce-${createHash('sha256').update(source).digest('hex').slice(0, 32)}`;
