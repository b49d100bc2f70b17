/**
 * The part of `sales.yaml` that may be left out: hours, products, who gets which leads, and service times. What it names must be
 * there, and what it promises must be possible.
 */
import { z } from 'zod';
import { groupings } from '../domain/buying-group.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { Fields } from '../domain/fields.ts';
import { type PersonRule, plainPerson, type SalesDesk, type WorkTimes } from '../domain/sales-desk.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import { isDate } from '../domain/time.ts';
import type { Absence } from '../domain/working-time.ts';
import { address, condition, custom, line, name, oneOrMany, zone } from './authored-values.ts';
import type { Findings } from './findings.ts';
import { readCountry, readLanguage } from './lead-values.ts';
import type { LocatedYaml, Path } from './located-yaml.ts';
import { checkService, service, serviceOf } from './service-times.ts';
import { days, holidays, hoursList } from './settings-values.ts';

const officeDays = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const officeHours = [{ from: '09:00', to: '17:00' }] as const;

const work = z
  .strictObject({
    days: days.default(officeDays),
    hours: hoursList.default(officeHours),
    holidays: holidays.default({ country: null, dates: [] }),
  })
  .superRefine(({ holidays: { country } }, context) => {
    if (country !== 'lead') return;
    context.addIssue({
      code: 'custom',
      path: ['holidays'],
      message: 'cannot be "lead": these are the hours of people who sell',
    });
  });

/** `2026-12-21`, or from and to. */
const absence: z.ZodType<Absence> = custom((value) => {
  const [from = '', to = from] = String(value).split(/\s+to\s+/);
  if (!isDate(from) || !isDate(to))
    return { wrong: 'must be a day such as "2026-12-24", or "2026-12-21 to 2027-01-03"' };
  return from <= to ? { value: { from, to } } : { wrong: 'ends before it begins' };
});

const read = (readOne: (name: string, text: string) => string | null): z.ZodType<string> =>
  custom((value) => {
    try {
      const known = typeof value === 'string' ? readOne('it', value) : null;
      return known === null ? { wrong: 'must be a code in quotes, such as "DE" or "de"' } : { value: known };
    } catch (error) {
      return { wrong: `is wrong: ${(error as Error).message.replace(/^it /, '')}` };
    }
  });
const list = (schema: z.ZodType<string>) => oneOrMany(schema);

const colleague: z.ZodType<string> = custom((value) => {
  const one = (typeof value === 'string' && value.includes('@') ? address : name).safeParse(value);
  return one.success ? { value: one.data } : { wrong: 'must be the key of a salesperson, or an e-mail address' };
});

/** What may be said of a salesperson besides name and address. */
export const personShape = {
  zone: zone.optional(),
  work: work.optional(),
  absences: oneOrMany(absence).optional(),
  territories: list(read(readCountry)).optional(),
  languages: list(read(readLanguage)).optional(),
  products: list(name).optional(),
  skills: list(name).optional(),
  capacity: z.int().min(1).max(10_000).optional(),
  weight: z.number().min(0.01).max(100).optional(),
  manager: colleague.optional(),
};

export const deskShape = (fields: Fields | null) => ({
  work: work.optional(),
  manager: colleague.optional(),
  products: z.record(name, z.strictObject({ label: line(), when: condition(fields, 'entry').optional() })).optional(),
  accounts: z.record(line(), name).optional(),
  routes: z
    .array(
      z.strictObject({
        when: condition(fields, 'entry'),
        product: name.optional(),
        skills: list(name).optional(),
        among: list(name).optional(),
      }),
    )
    .max(200)
    .optional(),
  service: service.optional(),
  shares: z.enum(['equal', 'wins']).optional(),
  onboarding: name.optional(),
  buyingGroups: z.enum(groupings).optional(),
  digest: z.boolean().optional(),
});

type WrittenPerson = z.output<z.ZodObject<typeof personShape>> & { readonly key: string };
type WrittenDesk = z.output<z.ZodObject<ReturnType<typeof deskShape>>>;

/** The desk, or null where the file says nothing of it, so that a file of before keeps its hash. */
export function deskIn(
  written: WrittenDesk & { readonly salespeople: readonly WrittenPerson[] },
  yaml: LocatedYaml,
  findings: Findings,
): SalesDesk | null {
  const {
    salespeople,
    products = {},
    accounts = {},
    routes = [],
    manager,
    onboarding,
    shares,
    buyingGroups,
    digest,
    service: times,
  } = written;
  checkNames(written, yaml, findings);
  if (times) checkService(times, yaml, findings);
  const people = Object.fromEntries(
    salespeople.flatMap((person): [string, PersonRule][] => (isPlain(person) ? [] : [[person.key, ruleOf(person)]])),
  );
  const { work: office, products: sold, accounts: theirs, routes: rules } = written;
  const said = [office, manager, sold, theirs, rules, times, onboarding, shares, buyingGroups, digest];
  if (said.every((one) => one === undefined) && Object.keys(people).length === 0) return null;
  return {
    work: workOf(written.work),
    manager: manager ?? null,
    products: Object.fromEntries(
      Object.entries(products).map(([key, { label, when }]) => [key, { label, when: when ?? null }]),
    ),
    accounts: Object.fromEntries(Object.entries(accounts).map(([company, key]) => [company.toLowerCase(), key])),
    routes: routes.map(({ when, product, skills, among }) => ({
      ...{ when, product: product ?? null, skills: skills ?? [], among: among ?? null },
    })),
    service: times ? serviceOf(times) : null,
    shares: shares ?? 'equal',
    onboarding: onboarding ?? null,
    ...(buyingGroups === undefined ? {} : { buyingGroups }),
    ...(digest === false ? { digest } : {}),
    people,
  };
}

const isPlain = (person: WrittenPerson): boolean =>
  Object.keys(personShape).every((key) => person[key as keyof typeof personShape] === undefined);

const workOf = (written: z.output<typeof work> | undefined): WorkTimes | null => written ?? null;

function ruleOf(person: WrittenPerson): PersonRule {
  const { zone: own, work: times, absences, territories, languages, products, skills } = person;
  return {
    zone: own ?? null,
    work: workOf(times),
    absences: absences ?? plainPerson.absences,
    territories: territories ?? plainPerson.territories,
    languages: languages ?? plainPerson.languages,
    products: products ?? plainPerson.products,
    skills: skills ?? plainPerson.skills,
    capacity: person.capacity ?? plainPerson.capacity,
    weight: person.weight ?? plainPerson.weight,
    manager: person.manager ?? plainPerson.manager,
  };
}

/** Salespeople, products and skills that are named must be there. */
function checkNames(
  { salespeople, products = {}, accounts = {}, routes = [], manager }: Parameters<typeof deskIn>[0],
  yaml: LocatedYaml,
  findings: Findings,
): void {
  const keys = salespeople.map(({ key }) => key);
  const skills = salespeople.flatMap((person) => person.skills ?? []);
  const known = (
    what: string,
    where: readonly string[],
    given: string,
    path: Path,
    code: ErrorCode = 'AUTHORING_SHAPE',
  ) => {
    if (where.includes(given)) return;
    findings.add(code, `there is no ${what} "${given}"${didYouMean(nearest(given, where))}`, yaml.at(path));
  };
  const person = (given: string, path: Path) => known('salesperson', keys, given, path);
  const product = (given: string, path: Path) => known('product', Object.keys(products), given, path);
  const each = (given: readonly string[] | undefined, path: Path, check: (one: string, path: Path) => void) => {
    for (const [i, one] of (given ?? []).entries()) check(one, given?.length === 1 ? path : [...path, i]);
  };
  if (manager !== undefined && !manager.includes('@')) person(manager, ['manager']);
  for (const [company, key] of Object.entries(accounts)) person(key, ['accounts', company]);
  for (const [i, rule] of routes.entries()) {
    each(rule.among, ['routes', i, 'among'], person);
    each(rule.skills, ['routes', i, 'skills'], (one, path) => known('skill of a salesperson', skills, one, path));
    if (rule.product !== undefined) product(rule.product, ['routes', i, 'product']);
  }
  for (const [i, one] of salespeople.entries()) {
    each(one.products, ['salespeople', i, 'products'], product);
    if (one.manager !== undefined && !one.manager.includes('@')) person(one.manager, ['salespeople', i, 'manager']);
  }
}
