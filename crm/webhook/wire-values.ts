/**
 * How a CRM that we reach by webhooks writes values: every one is a text. Numbers are plain decimals, `true` and `false` are
 * those words, a date is `2026-11-21`, several values are joined by `;`, and an empty text is no value. That is how HubSpot
 * writes them, so there is one way for whoever changes from one to the other.
 */
import { hubspotCodec } from '../hubspot/wire-values.ts';
import type { ValueCodec } from '../mapping.ts';

export const webhookCodec: ValueCodec = hubspotCodec;
