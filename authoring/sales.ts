/**
 * `sales.yaml`: who sells, how fast they must answer, and what becomes of a lead they return.
 */
import { z } from 'zod';
import type { Fields } from '../domain/fields.ts';
import { type ReturnReason, returnReasons } from '../domain/handoff.ts';
import { type Duration, durationMs } from '../domain/time.ts';
import type { SalesPolicy } from '../domain/workspace.ts';
import { address, duration, line, name } from './authored-values.ts';
import type { Findings, SourceText } from './findings.ts';
import { checkShape } from './located-shape.ts';
import { type LocatedYaml, type Path, readYaml } from './located-yaml.ts';
import { deskIn, deskShape, personShape } from './sales-desk.ts';

/** One optional duration for every reason, so that an unknown reason is an unknown key. */
const coolDown = z.strictObject(
  Object.fromEntries(returnReasons.map((reason) => [reason, duration.optional()])) as Record<
    ReturnReason,
    z.ZodOptional<z.ZodType<Duration>>
  >,
);

const schema = (fields: Fields | null) =>
  z.strictObject({
    acceptWithin: duration.optional(),
    remindAfter: duration.optional(),
    ...deskShape(fields),
    returns: z.strictObject({ sequence: name, coolDown: coolDown.default({}) }),
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
  const given = Object.entries(returns.coolDown).filter(([, rest]) => rest !== undefined);
  return {
    ...times,
    salespeople: salespeople.map(({ key, name: named, address: mailbox, title }) => ({
      ...{ key, name: named, address: mailbox, title },
    })),
    returns: { sequence: returns.sequence, coolDown: Object.fromEntries(given) },
    ...(desk && { desk }),
  };
}

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
  const remind = Math.max(1, Math.round((durationMs(accept) * service.remindAt) / 60_000));
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
