/**
 * `sales.yaml`: who sells, how fast they must answer, and what becomes of a lead they return.
 */
import { z } from 'zod';
import type { Fields } from '../domain/fields.ts';
import { type BackReason, backReasons } from '../domain/handoff.ts';
import { type ReturnRule, returnEffects } from '../domain/return-rules.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import { durationMs } from '../domain/time.ts';
import type { SalesPolicy } from '../domain/workspace.ts';
import { address, custom, duration, line, name } from './authored-values.ts';
import type { Findings, SourceText } from './findings.ts';
import { checkShape } from './located-shape.ts';
import { type LocatedYaml, type Path, readYaml } from './located-yaml.ts';
import { deskIn, deskShape, personShape } from './sales-desk.ts';

/** One optional key for every reason, so that an unknown reason is an unknown key. */
const byReason = <T extends z.ZodType>(one: T) =>
  z.strictObject(
    Object.fromEntries([...backReasons, 'lost' as const].map((reason) => [reason, one.optional()])) as Record<
      BackReason | 'lost',
      z.ZodOptional<T>
    >,
  );

/** `disqualify`, or what is other than usual. */
const rule = custom<ReturnRule>((value) => {
  // biome-ignore lint/suspicious/noThenProperty: the word of the language for what follows; nobody awaits it
  const read = ruleShape.safeParse(typeof value === 'string' ? { then: value } : value);
  if (read.success) {
    const { then: effect, sequence, keep } = read.data;
    return { value: { effect, sequence: sequence ?? null, keep: keep ?? null } };
  }
  const near = typeof value === 'string' ? didYouMean(nearest(value, returnEffects)) : '';
  return { wrong: `must be ${listed(returnEffects)}, or such as { sequence: long-term, keep: 20% }${near}` };
});
const ruleShape = z.strictObject({
  // biome-ignore lint/suspicious/noThenProperty: the word of the language for what follows; nobody awaits it
  then: z.enum(returnEffects).default('recycle'),
  sequence: name.optional(),
  keep: custom<number>((value) => {
    const percent = Number(/^(\d{1,3}) ?%$/.exec(String(value))?.[1] ?? Number.NaN);
    return percent <= 100 ? { value: percent / 100 } : { wrong: 'must be a share such as "50%"' };
  }).optional(),
});

const returnsShape = z.strictObject({
  sequence: name,
  coolDown: byReason(duration).default({}),
  reasons: byReason(rule).optional(),
  mostRecycles: z.int().min(1).max(100).optional(),
  longTerm: name.optional(),
});

const schema = (fields: Fields | null) =>
  z.strictObject({
    acceptWithin: duration.optional(),
    remindAfter: duration.optional(),
    ...deskShape(fields),
    returns: returnsShape,
    salespeople: z
      .array(z.strictObject({ key: name, name: line(), address, title: line(), ...personShape }))
      .min(1)
      .max(1000),
  });
type Written = z.infer<ReturnType<typeof schema>>;

/** The sales policy, or null with findings. @param fields null leaves conditions unchecked */
export function readSales(source: SourceText, fields: Fields | null, findings: Findings): SalesPolicy | null {
  const yaml = readYaml(source, findings);
  const written = yaml && checkShape<Written>(schema(fields), yaml.value, yaml, [], findings);
  if (!written) return null;
  const { returns, salespeople } = written;
  const times = timesIn(written, yaml, findings);
  checkKeys(salespeople, yaml, findings);
  const desk = deskIn(written, yaml, findings);
  const { sequence, coolDown, reasons, mostRecycles, longTerm } = returns;
  if (mostRecycles !== undefined && longTerm === undefined) {
    findings.add(
      'AUTHORING_SHAPE',
      '"mostRecycles" needs "longTerm", where such leads go',
      yaml.at(['returns', 'mostRecycles']),
    );
  }
  return {
    ...times,
    salespeople: salespeople.map(({ key, name: named, address: mailbox, title }) => ({
      ...{ key, name: named, address: mailbox, title },
    })),
    returns: {
      ...{ sequence, coolDown: present(coolDown) },
      ...(reasons && { reasons: present(reasons) }),
      ...(mostRecycles !== undefined && { mostRecycles }),
      ...(longTerm !== undefined && { longTerm }),
    },
    ...(desk && { desk }),
  };
}

/** Without what is not given. */
const present = <T>(given: Readonly<Record<string, T | undefined>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));

/** How long an offer runs: `service` says it in working time, the two older keys by the clock on the wall. */
function timesIn(
  { acceptWithin, remindAfter, service }: Written,
  yaml: LocatedYaml,
  findings: Findings,
): Pick<SalesPolicy, 'acceptWithin' | 'remindAfter'> {
  const wrong = (message: string, path: Path) => findings.add('AUTHORING_SHAPE', message, yaml.at(path));
  const given = { acceptWithin, remindAfter };
  for (const [key, value] of Object.entries(given)) {
    if (service && value !== undefined) wrong(`"${key}" does not go with "service", which says it already`, [key]);
    if (!service && value === undefined) {
      wrong(`"${key}" is missing: it must be a duration such as "4 hours"; or say "service"`, [key]);
    }
  }
  if (acceptWithin !== undefined && remindAfter !== undefined && durationMs(remindAfter) >= durationMs(acceptWithin)) {
    const message = '"remindAfter" must be shorter than "acceptWithin", or the reminder would come after the deadline';
    wrong(message, ['remindAfter']);
  }
  if (!service) return { acceptWithin: acceptWithin ?? '', remindAfter: remindAfter ?? '' };
  const { accept } = service.others;
  const remind = Math.max(1, Math.round((durationMs(accept) * Math.min(...service.remindAt)) / 60_000));
  return { acceptWithin: accept, remindAfter: `PT${remind}M` };
}

function checkKeys(salespeople: SalesPolicy['salespeople'], yaml: LocatedYaml, findings: Findings): void {
  const lines = new Map<string, number>();
  for (const [i, { key }] of salespeople.entries()) {
    const at = yaml.at(['salespeople', i, 'key']);
    const first = lines.get(key);
    if (first === undefined) lines.set(key, at.line);
    else findings.add('AUTHORING_SHAPE', `the salesperson in line ${first} has the key "${key}" already`, at);
  }
}
