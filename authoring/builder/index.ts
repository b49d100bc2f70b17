/**
 * The builder: sequences in TypeScript for teams that prefer code. It makes the very document that a YAML file holds, so
 * it is checked by the same rules, published as the same program, and can be written out as YAML.
 *
 * @example
 * export default sequence('guide', { fields: { employees: 'number' } }, (steps) =>
 *   steps
 *     .send('guide-welcome', { id: 'welcome' })
 *     .waitFor({ click: 'welcome' }, { timeout: '5 days', do: (yes) => yes.send('case-study') })
 *     .branch(({ field }) => field('employees').atLeast(50), { otherwise: (no) => no.exit('too small') }),
 * );
 */
import { stringify } from 'yaml';
import type { SourcePosition } from '../../domain/errors.ts';
import type { Stage } from '../../domain/lifecycle.ts';
import type { LocatedYaml, Path } from '../located-yaml.ts';
import { callSite } from './call-site.ts';
import type { EventOf } from './events.ts';
import { type Steps, stepsOver } from './steps.ts';
import { type Condition, type DeclaredFields, type Terms, termsOver } from './terms.ts';

export type { Steps } from './steps.ts';
export { allOf, anyOf, type Condition, not } from './terms.ts';

/** The settings of a sequence, as the top of a YAML file has them. */
export interface SequenceOptions<F extends DeclaredFields> {
  /** The custom fields of a lead, as `workspace/organisation.yaml` declares them: steps and conditions are typed by them. */
  readonly fields: F;
  readonly description?: string;
  readonly from?: string;
  readonly purpose?: string;
  readonly zone?: string;
  readonly priority?: number;
  readonly exclusive?: boolean;
  readonly stages?: readonly Stage[];
  readonly enter?: {
    readonly when?: (terms: Terms<F>) => Condition;
    readonly source?: string | readonly string[];
    readonly segment?: string | readonly string[];
    readonly again?: 'always' | 'never' | (string & {});
  };
  /** What begins it by itself: a lead that comes to be in a segment. */
  readonly start?: { readonly segment: string };
  readonly goals?: readonly EventOf<string>[];
  readonly stop?: { readonly reply?: boolean; readonly mql?: boolean; readonly on?: readonly EventOf<string>[] };
  readonly window?: {
    readonly days?: 'weekdays' | 'every day' | readonly string[];
    readonly hours?: string | readonly string[];
    readonly quiet?: string | readonly string[];
    readonly holidays?: string | { readonly country?: string; readonly dates?: readonly string[] };
    readonly spread?: string;
  };
  readonly caps?: readonly string[];
  /** What becomes of a mail that is late: left out, or sent with all that follows moved. */
  readonly late?: { readonly after: string; readonly do: 'skip' | 'move' };
}

const brand = Symbol.for('tendril.sequence');

/** A sequence that was written in code. */
export interface BuiltSequence {
  readonly [brand]: true;
  readonly name: string;
  /** The document, with places in the code: `checkDocument` takes it as it takes a file. */
  readonly located: LocatedYaml;
  /** The same as YAML. */
  toYaml(): string;
}

/** Writes a sequence in code. Export it as the default of a file in `sequences/`. */
export function sequence<const F extends DeclaredFields>(
  name: string,
  options: SequenceOptions<F>,
  build: (steps: Steps<F>) => unknown,
): BuiltSequence {
  const at = callSite('sequence.ts');
  const places = new WeakMap<object, SourcePosition>();
  const { fields, enter, late, ...settings } = options;
  const steps = stepsOver(fields, at.file, places);
  build(steps);
  const when = enter?.when?.(termsOver(fields, at.file)).condition;
  const entry = enter && { ...enter, ...(when === undefined ? {} : { when }) };
  // biome-ignore lint/suspicious/noThenProperty: the language's own word, in a document that nobody awaits
  const lateness = late && { after: late.after, then: late.do };
  const document = JSON.parse(
    JSON.stringify({ sequence: name, ...settings, late: lateness, enter: entry, steps: [] }),
  ) as Readonly<Record<string, unknown>>;
  const value = { ...document, steps: steps.written.map((step) => step.document) };
  return {
    [brand]: true,
    name,
    located: locatedIn(value, at, places),
    toYaml: () => stringify(value, { lineWidth: 120, aliasDuplicateObjects: false }),
  };
}

/** Whether a value is a sequence that was written in code, also by another copy of this module. */
export const isBuiltSequence = (value: unknown): value is BuiltSequence =>
  typeof value === 'object' && value !== null && brand in value;

/** Every place in the document is the call that wrote it, or the nearest around it. */
function locatedIn(value: unknown, start: SourcePosition, places: WeakMap<object, SourcePosition>): LocatedYaml {
  const at = (path: Path): SourcePosition => {
    let found = start;
    let node: unknown = value;
    for (const key of path) {
      node =
        typeof node === 'object' && node !== null
          ? (node as Readonly<Record<string | number, unknown>>)[key]
          : undefined;
      if (typeof node === 'object' && node !== null) found = places.get(node) ?? found;
    }
    return found;
  };
  return { value, at, keyAt: at, inside: at };
}
