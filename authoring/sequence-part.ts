/**
 * Parts: named sub-sequences with parameters, written once under `parts` and taken in wherever a step says `use`. Each
 * use is read as if its steps stood there, with ids of their own.
 */
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import { name } from './authored-values.ts';
import type { Findings } from './findings.ts';
import { butIs, checkShape } from './located-shape.ts';
import type { LocatedYaml, Path } from './located-yaml.ts';
import { fillPart, noteAt, type ParameterValues, PartFindings, placeholdersIn } from './sequence-part-text.ts';
import { type Place, reportAt } from './sequence-step.ts';
import { partShape } from './step-shapes.ts';

const deepestParts = 5;

interface Part {
  readonly parameters: readonly string[];
  readonly steps: unknown;
  /** Where its steps stand. */
  readonly path: Path;
}

export interface Parts {
  /** Null: there is one of that name, but it could not be read. */
  readonly byName: ReadonlyMap<string, Part | null>;
  readonly yaml: LocatedYaml;
  readonly findings: PartFindings;
  readonly used: Set<string>;
}

/** A step that uses a part. */
export interface PartUse {
  readonly part: string;
  readonly values: ParameterValues;
  readonly place: Place;
  /** The parts that the step stands in, outermost first. */
  readonly within: readonly string[];
}

/** A part as one use has it. */
export interface UsedPartText {
  readonly steps: unknown;
  readonly path: Path;
  readonly yaml: LocatedYaml;
  readonly findings: Findings;
  /** What is said of a finding that only this use has. */
  readonly use: string;
}

/** The parts of a file. One that is wrong is reported and remembered as there. */
export function readParts(value: unknown, yaml: LocatedYaml, findings: Findings): Parts {
  const byName = new Map<string, Part | null>();
  const parts = { byName, yaml, findings: new PartFindings(findings, new Set()), used: new Set<string>() };
  if (value === undefined) return parts;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    findings.add('AUTHORING_SHAPE', `"parts" must be a mapping of names to parts, ${butIs(value)}`, yaml.at(['parts']));
    return parts;
  }
  for (const [key, written] of Object.entries(value)) {
    if (!name.safeParse(key).success) {
      const message = `"${key.slice(0, 80)}" is not a name of lower-case letters, digits and single hyphens`;
      findings.add('AUTHORING_SHAPE', message, yaml.keyAt(['parts', key]));
    }
    byName.set(key, readPart(written, ['parts', key], yaml, findings));
  }
  return parts;
}

function readPart(value: unknown, path: Path, yaml: LocatedYaml, findings: Findings): Part | null {
  const read = checkShape(partShape, value, yaml, path, findings);
  if (!read) return null;
  const { steps } = read;
  const parameters = [...new Set(read.parameters)];
  const inside = [...path, 'steps'];
  if (steps === undefined) {
    findings.add('AUTHORING_SHAPE', '"steps" is missing: it must be a list of steps', yaml.at(path));
    return null;
  }
  const named = placeholdersIn(steps, inside);
  const unknown = named.filter((found) => !parameters.includes(found.name));
  for (const found of unknown) {
    const near = nearest(found.name, parameters);
    const known = parameters.length > 0 ? `; it has ${listed(parameters, 'and')}` : '; it has none';
    const message = `the part has no parameter "${found.name}"${near ? didYouMean(near) : known}`;
    findings.add('PART_UNKNOWN', message, yaml.inside(found.path, found.index));
  }
  for (const [i, parameter] of read.parameters.entries()) {
    const at = yaml.at([...path, 'parameters', i]);
    if (read.parameters.indexOf(parameter) < i) {
      findings.add('AUTHORING_SHAPE', `the parameter "${parameter}" stands twice`, at);
    } else if (!named.some((found) => found.name === parameter)) {
      findings.add('AUTHORING_SHAPE', `the parameter "${parameter}" stands nowhere in the steps of the part`, at);
    }
  }
  return unknown.length > 0 ? null : { parameters, steps, path: inside };
}

/** The part that a step uses, with the values of that step; null with findings. */
export function usePart({ part: wanted, values, place, within }: PartUse, parts: Parts): UsedPartText | null {
  const { byName, yaml, findings, used } = parts;
  const { path } = place;
  used.add(wanted);
  const part = byName.get(wanted);
  if (part === undefined) {
    const near = nearest(wanted, byName.keys());
    const known = byName.size > 0 ? `; there are ${listed([...byName.keys()], 'and')}` : '; the file has no "parts"';
    reportAt(place, 'PART_UNKNOWN', `there is no part "${wanted}"${near ? didYouMean(near) : known}`, [...path, 'use']);
    return null;
  }
  if (part === null) return null;
  if (within.includes(wanted)) {
    const circle = [...within.slice(within.indexOf(wanted)), wanted].join(' → ');
    reportAt(place, 'AUTHORING_SHAPE', `the part "${wanted}" uses itself: ${circle}`, [...path, 'use']);
    return null;
  }
  if (within.length >= deepestParts) {
    const chain = [...within, wanted].join(' → ');
    reportAt(place, 'AUTHORING_SHAPE', `parts use parts more than ${deepestParts} deep: ${chain}`, [...path, 'use']);
    return null;
  }
  if (!fits(part, wanted, values, place)) return null;
  // A use inside a part that is used several times is told by its own line and by that of the use around it.
  const origin = `of the part "${wanted}", used in line ${place.yaml.at(path).line}${place.use}`;
  const filled = fillPart(part.steps, part.path, yaml, values, origin);
  return { ...filled, path: part.path, findings, use: ` (in${origin.slice('of'.length)})` };
}

/** Whether a use gives exactly the parameters of the part. */
function fits({ parameters }: Part, wanted: string, values: ParameterValues, place: Place): boolean {
  const { path, yaml, findings } = place;
  const extra = Object.keys(values).filter((key) => !parameters.includes(key));
  for (const key of extra) {
    const near = nearest(key, parameters);
    const known = parameters.length > 0 ? `; it has ${listed(parameters, 'and')}` : '; it has none';
    const message = `the part "${wanted}" has no parameter "${key.slice(0, 80)}"${near ? didYouMean(near) : known}`;
    findings.add('PART_UNKNOWN', message, yaml.keyAt([...path, 'with', key]));
  }
  const near = new Set(extra.map((key) => nearest(key, parameters)));
  const missing = parameters.filter((key) => !Object.hasOwn(values, key) && !near.has(key));
  if (missing.length > 0) {
    const message = `"with" lacks ${listed(missing, 'and')}: the part "${wanted}" needs a value for each parameter`;
    reportAt(place, 'AUTHORING_SHAPE', message, [...path, 'with']);
  }
  return extra.length === 0 && missing.length === 0;
}

/** Parts that no step uses: nobody reads their steps, so nothing in them is checked. */
export function reportUnused({ byName, used, yaml }: Parts, findings: Findings): void {
  for (const part of byName.keys()) {
    if (used.has(part)) continue;
    findings.add('STEP_UNREACHABLE', `the part "${part}" is used nowhere`, yaml.keyAt(['parts', part]));
  }
}

/** Where a value came from, when it was put in for a parameter. */
export const isFromUse = ({ yaml }: Place, at: Path): boolean => noteAt(yaml.at(at)) !== '';
