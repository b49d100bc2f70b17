/**
 * One mail from a compiled template, from the lead's facts to both bodies as octets that can travel. The reference is
 * how mails are made elsewhere: functions that Handlebars compiled, with the same helpers, then the whole body encoded.
 * Also how long the main thread stands still while the biggest template is compiled beside it.
 */
import { stat } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import libqp from 'libqp';
import type { LeadFacts } from '../domain/lead.ts';
import { readCompiledTemplate } from '../mail/compiled-template.ts';
import type { CompiledTemplate } from '../mail/ports.ts';
import { decodedBody } from '../mail/quoted-printable.ts';
import { createRenderer } from '../mail/render.ts';
import type { RenderState } from '../mail/template/values.ts';
import { createTemplateCompiler, type TemplateCompiler } from '../mail/template-compiler.ts';
import { handlebarsReference } from '../test/support/handlebars-reference.ts';
import { sourceOf } from '../test/support/plan-source.ts';
import { exampleWorkspace } from '../test/workspace/example-files.ts';
import { type Benchmark, type Measured, percentile, rounded } from './benchmark.ts';

const templates = 'templates';
const warmUps = 400;
const mails = 1500;
const turn = 50;
/** What our code does to the thread it does every time; what the machine does to it, it does now and then. */
const rounds = 5;
/** Shows what the machine itself does to a thread that waits. */
const idleMs = 2000;

export const render: Benchmark = {
  name: 'render',
  about: 'one mail from a compiled template, and how long compiling holds up the thread beside it',
  run,
};

interface Example {
  readonly template: CompiledTemplate;
  readonly lead: LeadFacts;
}

async function run(say: (line: string) => void): Promise<Measured> {
  const names = await bySize();
  const [biggest = '', middle = '', smallest = ''] = [names[0], names[names.length >> 1], names.at(-1)];
  say(`compiling ${biggest}, ${middle} and ${smallest}`);
  const delayIdle = await longestDelay(() => setTimeout(idleMs));
  const starts: number[] = [];
  const compilations = new Map<string, number[]>();
  const found = new Map<string, Example>();
  for (let round = 0; round < rounds; round += 1) {
    const compiler = createTemplateCompiler(templates);
    // The first one waits for the thread to come up.
    starts.push(await longestDelay(() => compiler.compile(smallest)));
    for (const name of [biggest, middle, smallest]) {
      const delay = await longestDelay(async () => found.set(name, await example(compiler, name)));
      compilations.set(name, [...(compilations.get(name) ?? []), delay]);
    }
    await compiler.close();
  }
  const examples = [...found.values()];
  const sides = examples.map(sidesOf);
  for (const { ours, reference } of sides) {
    for (let n = 0; n < warmUps; n += 1) if (ours(n) <= 0 || reference(n) <= 0) throw new Error('A mail is empty');
  }
  say(`filling ${mails * sides.length} mails on each side`);
  const taken = { ours: [] as number[], reference: [] as number[] };
  let bytes = 0;
  // In turns, so that both have the same share of what else the machine does.
  for (let start = 0; start < mails; start += turn) {
    for (const { ours, reference } of sides) {
      for (let n = start; n < start + turn; n += 1) taken.ours.push(micros(() => (bytes += ours(n))));
      for (let n = start; n < start + turn; n += 1) taken.reference.push(micros(() => reference(n)));
    }
  }
  return {
    ratio: percentile(taken.reference, 50) / percentile(taken.ours, 50),
    reference: 'functions that Handlebars compiled, and libqp over the whole body',
    figures: {
      medianMicros: rounded(percentile(taken.ours, 50)),
      p99Micros: rounded(percentile(taken.ours, 99)),
      referenceMedianMicros: rounded(percentile(taken.reference, 50)),
      referenceP99Micros: rounded(percentile(taken.reference, 99)),
      bytesPerMail: Math.round(bytes / taken.ours.length),
      mails: taken.ours.length,
      startBlockMs: rounded(Math.min(...starts)),
      compileBlockMs: rounded(Math.max(...[...compilations.values()].map((delays) => Math.min(...delays)))),
      longestBlockMs: rounded(Math.max(...starts, ...[...compilations.values()].flat())),
      longestBlockIdleMs: rounded(delayIdle),
    },
  };
}

/** The longest time in ms for which nothing else could run in this thread, give or take one. */
async function longestDelay(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  try {
    await work();
  } finally {
    delay.disable();
  }
  return delay.max / 1e6;
}

/** The names of the examples, the biggest first. */
async function bySize(): Promise<readonly string[]> {
  const compiler = createTemplateCompiler(templates);
  const names = await compiler.names();
  await compiler.close();
  const sizes = await Promise.all(names.map(async (name) => (await stat(`${templates}/${name}.mjml`)).size));
  return names.toSorted((a, b) => (sizes[names.indexOf(b)] ?? 0) - (sizes[names.indexOf(a)] ?? 0));
}

async function example(compiler: TemplateCompiler, name: string): Promise<Example> {
  const result = await compiler.compile(name);
  if (result.kind === 'refused') throw new Error(result.findings.map(({ message }) => message).join('\n'));
  const [fixture] = result.fixtures;
  if (!fixture) throw new Error(`${name} has no fixture`);
  // As it comes from the database.
  return { template: readCompiledTemplate(JSON.parse(JSON.stringify(result.template))), lead: fixture.lead };
}

const token = 'abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwxyz';
const urls = {
  unsubscribe: `https://mail.example/u/${token}`,
  preferences: `https://mail.example/p/${token}`,
  open: `https://mail.example/o/${token}.gif`,
};
const clickUrl = (index: number): string => `https://mail.example/c/${token}${index}`;

/** Each fills the template for the n-th lead and gives the number of octets of both bodies. */
function sidesOf({ template, lead }: Example) {
  const { organisation } = exampleWorkspace();
  const renderer = createRenderer();
  const context = (n: number) => ({
    lead: { ...lead, firstName: `Zoë-${n}`, company: n % 3 ? `Smith & Sons ${n}` : null },
    consents: [],
    organisation,
    urls,
    clickUrl,
  });
  const filled = (n: number) => renderer.render(template, template.name, context(n));
  const [{ subject, html, text }] = template.variants;
  const written = handlebarsReference({ subject: sourceOf(subject), html: sourceOf(html), text: sourceOf(text) }, true);
  const state = (n: number): RenderState => ({
    ...context(n),
    unsubscribeUrl: urls.unsubscribe,
    preferencesUrl: urls.preferences,
    formUrl: (name) => `https://mail.example/f/${name}?t=${token}`,
    language: organisation.language,
    zone: organisation.timeZone,
    indexes: new Map(),
    links: [],
  });
  const plain = decodedBody(filled(0).html).replaceAll('\r\n', '\n');
  if (plain.replace(/<img src="[^"]*\.gif"[^>]*>\n/, '') !== written(state(0)).html)
    throw new Error('The mails differ');
  return {
    ours: (n: number) => {
      const mail = filled(n);
      return octets(mail.html.quotedPrintable) + octets(mail.text.quotedPrintable);
    },
    reference: (n: number) => {
      const mail = written(state(n));
      return octets(libqp.wrap(libqp.encode(mail.html))) + octets(libqp.wrap(libqp.encode(mail.text)));
    },
  };
}

const octets = (body: string): number => Buffer.from(body, 'latin1').length;

function micros(work: () => unknown): number {
  const began = performance.now();
  work();
  return (performance.now() - began) * 1000;
}
