/**
 * Steps in code: each method adds a step and returns the list with what is known so far, so that the compiler refuses a
 * click in a mail that was not sent before, and a field that is not declared.
 * What is built is the authored document, the same that a YAML file holds.
 *
 * Long, because the vocabulary of the language stands here once, with its types.
 */
import type { SourcePosition } from '../../domain/errors.ts';
import type { FieldValue } from '../../domain/lead.ts';
import { callSite } from './call-site.ts';
import type { AwaitedEvents } from './events.ts';
import { type Condition, type DeclaredFields, type Terms, termsOver } from './terms.ts';

declare const known: unique symbol;

type Unit =
  | 'second'
  | 'seconds'
  | 'minute'
  | 'minutes'
  | 'hour'
  | 'hours'
  | 'day'
  | 'days'
  | 'week'
  | 'weeks'
  | 'month'
  | 'months';
type DurationText = `${number} ${Unit}`;
type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';
type DateField<F extends DeclaredFields> = { [K in keyof F]: F[K] extends 'date' ? K : never }[keyof F] & string;
type Timed<T extends string> = T | `${T} at ${number}:${number}`;

/** How long to wait, in the words of the language; a date of the lead must be a declared field of type date. */
export type WaitText<F extends DeclaredFields> =
  | Timed<DurationText>
  | Timed<`${number} business ${'day' | 'days'}`>
  | Timed<`until ${number}-${number}-${number}`>
  | Timed<`until ${Weekday}`>
  | `until ${Weekday}${', ' | ' or '}${string}`
  | Timed<`until lead.fields.${DateField<F>}`>
  | Timed<`${DurationText} ${'before' | 'after'} lead.fields.${DateField<F>}`>;

/** What every step may have. */
interface Named<I extends string> {
  readonly id?: I;
  /** Ids that the step had before, so that a migration finds its leads. */
  readonly formerly?: string | readonly string[];
}

type AnySteps = { readonly [known]?: { readonly ids: string; readonly mails: string } };
type IdsOf<S> = S extends { readonly [known]?: { readonly ids: infer I } } ? Extract<I, string> : never;
type MailsOf<S> = S extends { readonly [known]?: { readonly mails: infer M } } ? Extract<M, string> : never;
type Grown<F extends DeclaredFields, Id extends string, Mail extends string, A, B = never> = Steps<
  F,
  Id | IdsOf<A> | IdsOf<B>,
  Mail | MailsOf<A> | MailsOf<B>
>;
type Arm<F extends DeclaredFields, Id extends string, Mail extends string, A> = (steps: Steps<F, Id, Mail>) => A;
/** What the arms of a split have grown to, of each its own; an arm without steps adds nothing. */
type StepsIn<A> = { [K in keyof A]: unknown extends A[K] ? never : A[K] }[keyof A];
type Asked<F extends DeclaredFields> = (terms: Terms<F>) => Condition;

/** The type of value that a declared field takes. */
type ValueOf<T> = T extends 'number' ? number : T extends 'boolean' ? boolean : string;
type Values<F extends DeclaredFields> = { readonly [K in keyof F]?: ValueOf<F[K]> | null } & {
  readonly [K in 'firstName' | 'lastName' | 'company' | 'title' | 'country' | 'language' | 'timeZone' | 'source']?:
    | string
    | null;
};

export interface Steps<F extends DeclaredFields, Id extends string = never, Mail extends string = never> {
  /** Only for the compiler: the ids there are. */
  readonly [known]?: { readonly ids: Id; readonly mails: Mail };

  send<const T extends string, const I extends string = T>(
    template: T,
    options?: Named<I> & { readonly from?: string },
  ): Steps<F, Id | I, Mail | I>;
  wait<const I extends string = never, A extends AnySteps = never>(
    rule: WaitText<F>,
    options?: Named<I> & { readonly otherwise?: Arm<F, Id | I, Mail, A> },
  ): Grown<F, Id | I, Mail, A>;
  waitFor<const I extends string = never, A extends AnySteps = never, B extends AnySteps = never>(
    events: AwaitedEvents<Mail>,
    options: Named<I> & {
      readonly timeout: DurationText;
      readonly do?: Arm<F, Id | I, Mail, A>;
      readonly otherwise?: Arm<F, Id | I, Mail, B>;
    },
  ): Grown<F, Id | I, Mail, A, B>;
  branch<const I extends string = never, A extends AnySteps = never, B extends AnySteps = never>(
    condition: Asked<F>,
    options: Named<I> & {
      readonly do?: Arm<F, Id | I, Mail, A>;
      readonly otherwise?: Arm<F, Id | I, Mail, B>;
    },
  ): Grown<F, Id | I, Mail, A, B>;
  /** The first case whose condition is true. */
  choose<A extends readonly unknown[], const I extends string = never, B extends AnySteps = never>(
    cases: { readonly [K in keyof A]: { readonly when: Asked<F>; readonly do: Arm<F, Id | I, Mail, A[K]> } },
    options?: Named<I> & { readonly otherwise?: Arm<F, Id | I, Mail, B> },
  ): Grown<F, Id | I, Mail, A[number], B>;
  split<A extends Readonly<Record<string, unknown>>, const I extends string = never>(
    arms: {
      readonly [K in keyof A]: {
        readonly weight: number;
        readonly holdOut?: true;
        readonly steps?: Arm<F, Id | I, Mail, A[K]>;
      };
    },
    options?: Named<I> & {
      readonly winner?: {
        readonly by: 'click' | 'reply' | 'goal';
        readonly atLeast?: number;
        readonly confidence?: number;
      };
    },
  ): Grown<F, Id | I, Mail, StepsIn<A>>;
  set<const I extends string = never>(values: Values<F>, options?: Named<I>): Steps<F, Id | I, Mail>;
  tag<const I extends string = never>(
    tags: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
    options?: Named<I>,
  ): Steps<F, Id | I, Mail>;
  score<const I extends string = never>(points: number, reason: string, options?: Named<I>): Steps<F, Id | I, Mail>;
  call<const I extends string = never, A extends AnySteps = never, B extends AnySteps = never>(
    request: {
      readonly url: string;
      readonly method?: 'POST' | 'GET';
      readonly data?: Readonly<Record<string, FieldValue>>;
      readonly giveUpAfter?: DurationText;
    },
    options?: Named<I> & { readonly do?: Arm<F, Id | I, Mail, A>; readonly otherwise?: Arm<F, Id | I, Mail, B> },
  ): Grown<F, Id | I, Mail, A, B>;
  notify<const I extends string = never>(
    to: string,
    note: { readonly subject: string; readonly text: string },
    options?: Named<I>,
  ): Steps<F, Id | I, Mail>;
  start<const I extends string = never>(sequence: string, options?: Named<I>): Steps<F, Id | I, Mail>;
  stop<const I extends string = never>(sequence: string, options?: Named<I>): Steps<F, Id | I, Mail>;
  handoff<const I extends string = never>(reason: string, options?: Named<I>): Steps<F, Id | I, Mail>;
  /** Back or on: an id that comes later is not known yet here, and is checked when the sequence is. */
  goto<const I extends string = never>(
    step: Id | (string & {}),
    options: Named<I> & { readonly atMost: number },
  ): Steps<F, Id | I, Mail>;
  exit<const I extends string = never>(
    reason: string,
    options?: Named<I> & { readonly success?: boolean },
  ): Steps<F, Id | I, Mail>;
}

/** A step of the document, with the place in the code that wrote it and the lists of steps inside it. */
export interface WrittenStep {
  readonly document: Readonly<Record<string, unknown>>;
  readonly at: SourcePosition;
}

/** What stands behind the typed face: the steps written so far. */
export interface StepList {
  readonly written: readonly WrittenStep[];
}

type Untyped = (list: unknown) => unknown;

/** An empty list of steps over these fields. `places` notes each step's call site by its document. */
export function stepsOver<F extends DeclaredFields>(
  fields: F,
  file: string,
  places: WeakMap<object, SourcePosition>,
): Steps<F> & StepList {
  const terms = termsOver(fields, file);
  const written: WrittenStep[] = [];
  const arm = (build: unknown): readonly object[] | undefined => {
    if (build === undefined) return undefined;
    const inner = stepsOver(fields, file, places);
    (build as Untyped)(inner);
    return inner.written.map(({ document }) => document);
  };
  const asked = (condition: Asked<F>): string => condition(terms).condition;
  const add = (step: Readonly<Record<string, unknown>>, options: object = {}) => {
    const { do: then, otherwise, ...rest } = options as { readonly do?: unknown; readonly otherwise?: unknown };
    // biome-ignore lint/suspicious/noThenProperty: the language's own word, in a document that nobody awaits
    const document = defined({ ...step, ...rest, then: arm(then), else: arm(otherwise) });
    const at = callSite(file);
    places.set(document, at);
    written.push({ document, at });
    return list;
  };
  const list = {
    written,
    send: (template: string, options?: object) => add({ send: template }, options),
    wait: (wait: string, options?: object) => add({ wait }, options),
    waitFor: (waitFor: unknown, options: object) => add({ waitFor }, options),
    branch: (condition: Asked<F>, options: object) => add({ branch: asked(condition) }, options),
    choose: (cases: readonly { readonly when: Asked<F>; readonly do: unknown }[], options?: object) =>
      // biome-ignore lint/suspicious/noThenProperty: as above
      add({ branch: cases.map((one) => defined({ when: asked(one.when), then: arm(one.do) })) }, options),
    split: (arms: Readonly<Record<string, { readonly steps?: unknown }>>, options?: object) => {
      const built = Object.entries(arms).map(([name, { steps, ...rest }]) => [
        name,
        defined({ ...rest, steps: arm(steps) }),
      ]);
      return add({ split: Object.fromEntries(built) }, options);
    },
    set: (values: object, options?: object) => add({ set: values }, options),
    tag: ({ add: tag, remove: untag }: { readonly add?: unknown; readonly remove?: unknown }, options?: object) =>
      add({ tag, untag }, options),
    score: (score: number, reason: string, options?: object) => add({ score, reason }, options),
    call: (call: object, options?: object) => add({ call }, options),
    notify: (notify: string, note: object, options?: object) => add({ notify, ...note }, options),
    start: (start: string, options?: object) => add({ start }, options),
    stop: (stop: string, options?: object) => add({ stop }, options),
    handoff: (handoff: string, options?: object) => add({ handoff }, options),
    goto: (goto: string, options: object) => add({ goto }, options),
    exit: (exit: string, options?: object) => add({ exit }, options),
  };
  // The ids live in the types alone; every method is the one that the interface names.
  return list as unknown as Steps<F> & StepList;
}

const defined = (record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
