/** Enrollments: one lead in one version of a sequence. */
import { z } from '@hono/zod-openapi';
import { present } from './input.ts';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { enrollment } from './views/enrollments.ts';
import { enrollmentStatus, leadName, pageOf, paging } from './views/values.ts';

const byId = z.object({ id: z.string().min(1).max(100) });
const stepId = z.string().min(1).max(200);
const newEnrollment = z
  .strictObject({ lead: leadName, sequence: z.string().min(1).max(200) })
  .openapi('NewEnrollment', {
    example: { lead: 'ann@example.com', sequence: 'welcome' },
  });

export const enrollmentRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/enrollments',
    name: 'enroll',
    tag: 'enrollments',
    summary: 'Enroll a lead in the newest version of a sequence',
    scope: 'leads',
    errors: [
      'LEAD_UNKNOWN',
      'SEQUENCE_UNKNOWN',
      'ALREADY_ENROLLED',
      'LEAD_SUPPRESSED',
      'STAGE_ILLEGAL',
      'ENTRY_REFUSED',
      'REENTRY_REFUSED',
      'LEAD_TAKEN',
      'COLLEAGUE_WITH_SALES',
    ],
    body: bodyOf(newEnrollment),
    replies: { 201: { description: 'The enrollment; its first step runs within seconds', schema: enrollment } },
    async handle({ body }, { deps, now, actor }) {
      const lead = await deps.store.leads.get(body.lead, now);
      return reply(201, await deps.store.enrollments.enroll(lead.id, body.sequence, actor, now));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/enrollments',
    name: 'listEnrollments',
    tag: 'enrollments',
    summary: 'Enrollments, newest first',
    scope: 'leads',
    errors: ['LEAD_UNKNOWN'],
    query: z.strictObject({
      ...paging,
      lead: leadName.optional(),
      sequence: z.string().min(1).max(200).optional(),
      status: enrollmentStatus.optional(),
      step: stepId.optional().openapi({ description: 'The id of the step at which they stand.' }),
    }),
    replies: { 200: { description: 'One page', schema: pageOf(enrollment) } },
    async handle({ query: { limit, after, lead, sequence, status, step } }, { deps, now }) {
      const leadId = lead === undefined ? undefined : (await deps.store.leads.get(lead, now)).id;
      const page = await deps.store.enrollments.list(
        present({ leadId, sequence, status, stepId: step }),
        present({ limit, after }),
      );
      return reply(200, page);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/enrollments/{id}',
    name: 'getEnrollment',
    tag: 'enrollments',
    summary: 'One enrollment and where it stands',
    scope: 'leads',
    errors: ['ENROLLMENT_UNKNOWN'],
    params: byId,
    replies: { 200: { description: 'The enrollment', schema: enrollment } },
    handle: async ({ params }, { deps }) => reply(200, await deps.store.enrollments.get(params.id)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/enrollments/{id}/stop',
    name: 'stopEnrollment',
    tag: 'enrollments',
    summary: 'Ask an enrollment to stop; asking twice is asking once',
    scope: 'leads',
    errors: ['ENROLLMENT_UNKNOWN'],
    params: byId,
    replies: { 200: { description: 'The enrollment', schema: enrollment } },
    handle: async ({ params }, { deps, now, actor }) =>
      reply(200, await deps.store.enrollments.stop(params.id, actor, now)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/enrollments/{id}/move',
    name: 'moveEnrollment',
    tag: 'enrollments',
    summary: 'Let an enrollment go on at another step of its version, as a new visit',
    scope: 'leads',
    errors: ['ENROLLMENT_UNKNOWN', 'ENROLLMENT_ENDED', 'STEP_MISSING'],
    params: byId,
    body: bodyOf(z.strictObject({ to: stepId }).openapi('NewPlace', { example: { to: 'second-mail' } })),
    replies: { 200: { description: 'The enrollment; it goes there within seconds', schema: enrollment } },
    handle: async ({ params, body }, { deps, now, actor }) =>
      reply(200, await deps.store.enrollments.move(params.id, body.to, actor, now)),
  }),
];
