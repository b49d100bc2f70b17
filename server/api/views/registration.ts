/** What the API tells of checks of addresses and of how real the leads of a source are. */
import { z } from '@hono/zod-openapi';
import { troubles } from '../../../domain/authenticity.ts';
import { addressReasons, registrations } from '../../../domain/registration.ts';
import { instant } from './values.ts';

export const registration = z
  .object({
    leadId: z.uuid(),
    email: z.string(),
    registration: z.enum(registrations),
    reasons: z.array(z.string()).readonly(),
  })
  .openapi('Registration');

export const addressVerdict = z
  .object({
    address: z.string(),
    verdict: z.enum(['ok', 'risky', 'refused']).openapi({
      description: '`refused`: no mail can reach it. `risky`: it may be another one, nobody’s, or everybody’s.',
    }),
    reasons: z.array(z.enum(addressReasons)).readonly().openapi({
      description: '`free-mail` and `unknown` (DNS did not answer) speak against nobody.',
    }),
    suggestion: z.string().nullable().openapi({ description: 'The address as it was perhaps meant.' }),
  })
  .openapi('AddressVerdict');

const count = z.number().int();

export const sourceStanding = z
  .object({
    source: z.string(),
    score: count.openapi({ description: '0 to 100; 100 is without trouble, 50 surely at a limit.' }),
    figures: z.object({
      leads: count,
      bounces: count,
      complaints: count,
      fakes: count,
      duplicates: count,
      asked: count,
      unconfirmed: count,
    }),
    shares: z
      .array(
        z.object({
          kind: z.enum(troubles),
          counted: count,
          of: count,
          share: z.number(),
          low: z.number().openapi({ description: 'What the share is at least, with a certainty of 95 %.' }),
          limit: z.number(),
        }),
      )
      .readonly(),
    alert: z
      .object({ id: z.uuid(), openedAt: instant })
      .nullable()
      .openapi({ description: 'Since when the source counts as bad.' }),
  })
  .openapi('SourceStanding');
