/** Migrations: running enrollments go over to the newest version of their sequence. Planned and begun here. */
import { z } from '@hono/zod-openapi';
import { effectWords } from '../../domain/migration-effects.ts';
import { migrationTotals } from '../../domain/migration-totals.ts';
import { pace } from './batches.ts';
import { present } from './input.ts';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { migration, migrationPlan } from './views/migrations.ts';

const name = z.string().min(1).max(200);
const byName = z.object({ name });
const places = z
  .record(name, name)
  .default({})
  .openapi({ description: 'Steps that are gone, each with the step to go on at instead.' });

export const migrationRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/sequences/{name}/migrations/plan',
    name: 'planMigration',
    tag: 'migrations',
    summary: 'What a migration would do now: who would go on where, and who would stay; changes nothing',
    scope: 'admin',
    errors: ['SEQUENCE_UNKNOWN', 'STEP_MISSING'],
    params: byName,
    body: bodyOf(z.strictObject({ places }).openapi('NewMigrationPlan')),
    replies: { 200: { description: 'The plan', schema: migrationPlan } },
    async handle({ params, body }, { deps: { store }, now }) {
      const { number } = await store.publications.version(params.name);
      const moves = await store.migrations.plan(params.name, body.places);
      const told = await store.migrations.effects(params.name, body.places, now);
      const effects = told.map((effect) => ({ ...effect, words: effectWords(effect) }));
      return reply(200, { sequence: params.name, toVersion: number, moves, ...migrationTotals(moves), effects });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/sequences/{name}/migrations',
    name: 'beginMigration',
    tag: 'migrations',
    summary: 'Move the enrollments of older versions to the newest; goes on by itself',
    scope: 'admin',
    errors: ['SEQUENCE_UNKNOWN', 'STEP_MISSING', 'MIGRATION_RUNNING'],
    params: byName,
    body: bodyOf(
      z
        .strictObject({ places, pace: pace.openapi({ description: 'Enrollments per second at most.' }) })
        .openapi('NewMigration'),
    ),
    replies: { 201: { description: 'It has begun', schema: migration } },
    handle: async ({ params, body }, { deps, now }) =>
      reply(201, await deps.store.migrations.begin(params.name, body.places, body.pace, now)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/migrations',
    name: 'listMigrations',
    tag: 'migrations',
    summary: 'All migrations, newest first',
    scope: 'admin',
    errors: [],
    query: z.strictObject({ sequence: name.optional() }),
    replies: { 200: { description: 'All of them', schema: z.object({ items: z.array(migration).readonly() }) } },
    async handle({ query }, { deps }) {
      const { sequence } = present(query);
      return reply(200, { items: await deps.store.migrations.list(sequence) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/migrations/{id}',
    name: 'getMigration',
    tag: 'migrations',
    summary: 'One migration and how far it is',
    scope: 'admin',
    errors: ['MIGRATION_UNKNOWN'],
    params: z.object({ id: z.string().min(1).max(100) }),
    replies: { 200: { description: 'The migration', schema: migration } },
    handle: async ({ params }, { deps }) => reply(200, await deps.store.migrations.get(params.id)),
  }),
];
