/** Pauses of sequences, leads and single enrollments: set, lifted and listed. */
import { z } from '@hono/zod-openapi';
import type { PauseScope } from '../../db/store.ts';
import { bodyOf, type Caller, defineRoute, type Route, reply } from './route.ts';
import { pause, resumed } from './views/pauses.ts';
import { leadName } from './views/values.ts';

const why = z.strictObject({ reason: z.string().min(1).max(500).nullish() }).openapi('PauseReason', {
  description: 'Why, for whoever finds it paused.',
  example: { reason: 'In talks with our engineers' },
});
const byId = z.object({ id: z.string().min(1).max(100) });
const byName = z.object({ name: z.string().min(1).max(200) });
const byLead = z.object({
  lead: leadName,
});

const pausing = { body: bodyOf(why), replies: { 200: { description: 'The pause', schema: pause } } } as const;
const resuming = { replies: { 200: { description: 'What came of it', schema: resumed } } } as const;

const leadScope = async (lead: string, { deps, now }: Caller): Promise<PauseScope> => ({
  kind: 'lead',
  leadId: (await deps.store.leads.get(lead, now)).id,
});

const pauseIt = async (scope: PauseScope, reason: string | null | undefined, { deps, now, actor }: Caller) =>
  reply(200, await deps.store.pauses.pause(scope, reason ?? null, actor, now));
const resumeIt = async (scope: PauseScope, { deps, now, actor }: Caller) =>
  reply(200, await deps.store.pauses.resume(scope, actor, now));

export const pauseRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/pauses',
    name: 'listPauses',
    tag: 'pauses',
    summary: 'Everything that is paused now',
    scope: 'leads',
    errors: [],
    replies: { 200: { description: 'All pauses', schema: z.object({ items: z.array(pause).readonly() }) } },
    handle: async (_input, { deps }) => reply(200, { items: await deps.store.pauses.list() }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/enrollments/{id}/pause',
    name: 'pauseEnrollment',
    tag: 'pauses',
    summary: 'Park one enrollment: nothing of it is sent or done until it is resumed',
    scope: 'leads',
    errors: ['ENROLLMENT_UNKNOWN'],
    params: byId,
    ...pausing,
    handle: ({ params, body }, caller) => pauseIt({ kind: 'enrollment', enrollmentId: params.id }, body.reason, caller),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/enrollments/{id}/resume',
    name: 'resumeEnrollment',
    tag: 'pauses',
    summary: 'Lift the pause of one enrollment; it goes on where it stands',
    scope: 'leads',
    errors: ['ENROLLMENT_UNKNOWN'],
    params: byId,
    ...resuming,
    handle: ({ params }, caller) => resumeIt({ kind: 'enrollment', enrollmentId: params.id }, caller),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/leads/{lead}/pause',
    name: 'pauseLead',
    tag: 'pauses',
    summary: 'Park a lead: no sequence goes on with it until it is resumed',
    scope: 'leads',
    errors: ['LEAD_UNKNOWN'],
    params: byLead,
    ...pausing,
    handle: async ({ params, body }, caller) => pauseIt(await leadScope(params.lead, caller), body.reason, caller),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/leads/{lead}/resume',
    name: 'resumeLead',
    tag: 'pauses',
    summary: 'Lift the pause of a lead; its sequences go on where they stand',
    scope: 'leads',
    errors: ['LEAD_UNKNOWN'],
    params: byLead,
    ...resuming,
    handle: async ({ params }, caller) => resumeIt(await leadScope(params.lead, caller), caller),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/sequences/{name}/pause',
    name: 'pauseSequence',
    tag: 'pauses',
    summary: 'Park a sequence: nothing of it is sent or done until it is resumed',
    scope: 'admin',
    errors: ['SEQUENCE_UNKNOWN'],
    params: byName,
    ...pausing,
    handle: ({ params, body }, caller) => pauseIt({ kind: 'sequence', sequence: params.name }, body.reason, caller),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/sequences/{name}/resume',
    name: 'resumeSequence',
    tag: 'pauses',
    summary: 'Lift the pause of a sequence; each lead goes on where it stands',
    scope: 'admin',
    errors: ['SEQUENCE_UNKNOWN'],
    params: byName,
    ...resuming,
    handle: ({ params }, caller) => resumeIt({ kind: 'sequence', sequence: params.name }, caller),
  }),
];
