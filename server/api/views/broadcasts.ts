/** How the API shows broadcasts. */
import { z } from '@hono/zod-openapi';
import { broadcastStatuses } from '../../../domain/broadcast.ts';
import { weekdays } from '../../../domain/wait-rule.ts';
import { count, instant, messageState, stage, text } from './values.ts';

const mailCounts = z.partialRecord(messageState, count);
const hoursOfDay = z.object({ from: z.string(), to: z.string() });
const sendWindow = z.object({
  days: z.array(z.enum(weekdays)).readonly(),
  hours: z.array(hoursOfDay).readonly(),
  quiet: z.array(hoursOfDay).readonly(),
  holidays: z.object({ country: text, dates: z.array(z.string()).readonly() }),
  spreadMinutes: z.number(),
});

export const broadcast = z
  .object({
    id: z.uuid(),
    name: z.string(),
    template: z.string(),
    templateVersionId: z.uuid(),
    templateNumber: count,
    filter: z.object({ when: text, segment: text, source: text, tag: text }),
    sender: text.openapi({ description: 'The key of a sender; null for the main one.' }),
    settings: z.object({
      purpose: z.string(),
      stages: z.array(stage).readonly(),
      priority: z.number(),
      caps: z.array(z.object({ atMost: count, within: z.string() })).readonly(),
      window: sendWindow.nullable(),
      // biome-ignore lint/suspicious/noThenProperty: a word of the language, in a schema that nobody awaits
      stale: z.object({ after: z.string(), then: z.enum(['skip', 'move']) }).nullable(),
    }),
    pace: z.number().openapi({ description: 'Mails per second at most.' }),
    startAt: instant,
    status: z.enum(broadcastStatuses),
    reason: text.openapi({ description: 'Why it is paused or was stopped.' }),
    actor: z.string(),
    total: count.openapi({ description: 'Leads there were when it began; later ones are not meant.' }),
    looked: count,
    mails: mailCounts.openapi({ description: 'Mails by state; leads that do not fit the filter have none.' }),
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .openapi('Broadcast');

export const broadcastReport = broadcast
  .extend({
    opened: count.openapi({ description: 'Mails, not times: machines open mail too, so take it as a trend.' }),
    clicked: count,
    replied: count,
    bounced: count,
    complained: count,
    unsubscribed: count,
    links: z.record(z.string(), count).openapi({ description: 'Mails that each link was clicked in.' }),
    heldBack: z.record(z.string(), count).openapi({ description: 'Mails that did not leave, by why.' }),
  })
  .openapi('BroadcastReport');

export const broadcastForecast = z
  .object({
    total: count,
    fit: count.openapi({ description: 'Leads that fit the filter now.' }),
    heldBack: z.record(z.string(), count).openapi({ description: 'Of those, the ones that get none, by why.' }),
    later: z.object({ paused: count, cap: count }).openapi({ description: 'Of the others, the ones that wait first.' }),
    sampleLeadId: z.uuid().nullable().openapi({ description: 'One that would get it.' }),
  })
  .openapi('BroadcastForecast');
