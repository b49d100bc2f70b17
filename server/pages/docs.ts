/**
 * The API for people: every route and every error of one on a page, from the same tables that serve them.
 */
import { html } from 'hono/html';
import { scopes } from '../../db/store.ts';
import { type ErrorCode, type ErrorKind, errorKinds } from '../../domain/errors.ts';
import { type Described, routeExamples } from '../api/examples.ts';
import { errorsOf } from '../api/openapi.ts';
import type { Route } from '../api/route.ts';
import type { Markup, Page } from './layout.ts';

export function docsPage(routes: readonly Route[], publicUrl: string, described: Described): Page {
  const tags = [...new Set(routes.map(({ tag }) => tag))];
  return {
    title: 'Tendril API',
    content: html`<p class="brand">Tendril</p><h1>The HTTP API</h1>
<p>Everything is JSON. The exact shapes are in <a href="/v1/openapi.json">the OpenAPI 3.1 description</a>.</p>
<section class="card"><h2>Calling it</h2>
<p>Send <code>Authorization: Bearer KEY</code>. A key has scopes (${scopes.join(', ')}; admin includes the others);
make one with <code>tendril keys create</code>.</p>
<pre>${example(publicUrl)}</pre>
<p>A POST with an <code>Idempotency-Key</code> header is done once however often it is sent, and answered the same. An event
may have an <code>id</code> instead; a batch of events needs one or the other. Lists come in pages: <code>next</code> of
one goes into <code>after</code> of the following call.</p>
<p>Many events at once, 100 at most, are recorded one by one; each has its own result. <code>/v1/events:batch</code> takes 1,000 of
them in one transaction:</p>
<pre>${batch}</pre></section>
${tags.map((tag) => section(tag, routes, described))}
<section class="card"><h2>Errors</h2><p>Every error is <code>application/problem+json</code> (RFC 9457) with a stable
<code>code</code>.</p><table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning and
remedy</th></tr></thead><tbody>
${errorsOfAll(routes).map(
  ([code, kind]) =>
    html`<tr id="${code}"><td><code>${code}</code></td><td>${kind.http}</td><td>${kind.summary} ${kind.remedy}</td></tr>`,
)}
</tbody></table></section>`,
  };
}

const section = (
  tag: string,
  routes: readonly Route[],
  described: Described,
): Markup => html`<section class="card"><h2>${tag}</h2>
<table><thead><tr><th scope="col">Route</th><th scope="col">What it does</th><th scope="col">Scope</th></tr></thead><tbody>
${routes
  .filter((route) => route.tag === tag)
  .map(
    (
      route,
    ) => html`<tr><td><code>${route.method.toUpperCase()} ${route.path}</code></td><td>${route.summary}${shown(route, described)}</td>
<td>${route.scope}</td></tr>`,
  )}
</tbody></table></section>`;

function shown(route: Route, described: Described): Markup | string {
  const { body, answer } = routeExamples(described, route);
  if (body === undefined && answer === null) return '';
  return html`<details><summary>Example</summary>${body === undefined ? '' : html`<pre>${written(body)}</pre>`}${
    answer === null ? '' : html`<p>${answer.status}</p><pre>${written(answer.example)}</pre>`
  }</details>`;
}

const written = (value: unknown): string => JSON.stringify(value, null, 2);

const example = (publicUrl: string): string =>
  `curl ${publicUrl}/v1/events \\
  -H "Authorization: Bearer $TENDRIL_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"id": "crm-4711", "lead": "ann@example.com",
       "event": "demo_requested"}'`;

const batch = `{ "events": [
  {"id": "crm-4711", "lead": "ann@example.com",
   "event": "demo_requested"},
  {"id": "crm-4712", "lead": "bo@example.com",
   "event": "trial_started"}
] }`;

/** In the order of the registry; what only a file or a command can have wrong is not among them. */
function errorsOfAll(routes: readonly Route[]): readonly (readonly [string, ErrorKind])[] {
  const possible = new Set<string>([
    'ROUTE_UNKNOWN' satisfies ErrorCode,
    ...routes.flatMap((route) => [...errorsOf(route)]),
  ]);
  return Object.entries(errorKinds).filter(([code]) => possible.has(code));
}
