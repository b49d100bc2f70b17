/**
 * `sales.yaml`: who sells, how fast they must answer, and what becomes of a lead they return.
 */
import { z } from 'zod';
import { type ReturnReason, returnReasons } from '../domain/handoff.ts';
import { type Duration, durationMs } from '../domain/time.ts';
import type { SalesPolicy } from '../domain/workspace.ts';
import { address, duration, line, name } from './authored-values.ts';
import type { Findings, SourceText } from './findings.ts';
import { checkShape } from './located-shape.ts';
import { type LocatedYaml, readYaml } from './located-yaml.ts';

/** One optional duration for every reason, so that an unknown reason is an unknown key. */
const coolDown = z.strictObject(
  Object.fromEntries(returnReasons.map((reason) => [reason, duration.optional()])) as Record<
    ReturnReason,
    z.ZodOptional<z.ZodType<Duration>>
  >,
);

const schema = z.strictObject({
  acceptWithin: duration,
  remindAfter: duration,
  returns: z.strictObject({ sequence: name, coolDown: coolDown.default({}) }),
  salespeople: z
    .array(z.strictObject({ key: name, name: line(), address, title: line() }))
    .min(1)
    .max(1000),
});
type Written = z.infer<typeof schema>;

/** The sales policy, or null with findings. */
export function readSales(source: SourceText, findings: Findings): SalesPolicy | null {
  const yaml = readYaml(source, findings);
  const written = yaml && checkShape<Written>(schema, yaml.value, yaml, [], findings);
  if (!written) return null;
  const { acceptWithin, remindAfter, returns, salespeople } = written;
  if (durationMs(remindAfter) >= durationMs(acceptWithin)) {
    const message = '"remindAfter" must be shorter than "acceptWithin", or the reminder would come after the deadline';
    findings.add('AUTHORING_SHAPE', message, yaml.at(['remindAfter']));
  }
  checkKeys(salespeople, yaml, findings);
  const given = Object.entries(returns.coolDown).filter(([, rest]) => rest !== undefined);
  return {
    acceptWithin,
    remindAfter,
    salespeople,
    returns: { sequence: returns.sequence, coolDown: Object.fromEntries(given) },
  };
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
