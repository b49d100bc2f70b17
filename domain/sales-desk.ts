/**
 * How an organisation sells, as its file declares it beyond names and addresses: who works when and sells what, who gets which
 * leads, and how fast sales must be. All of it may be left out; then everybody takes everything, at any time.
 */
import type { Grouping } from './buying-group.ts';
import type { PublicHolidays } from './calendar.ts';
import { alwaysOpen, type Hours } from './program-settings.ts';
import type { Competence } from './routing.ts';
import type { Duration, Zone } from './time.ts';
import type { CalendarDate, Weekday } from './wait-rule.ts';
import type { Absence, WorkingHours } from './working-time.ts';

/** When somebody works, on their own clock. */
export interface WorkTimes {
  readonly days: readonly Weekday[];
  readonly hours: readonly Hours[];
  /** Public holidays of a country, by its ISO 3166-1 code, and days of one's own. */
  readonly holidays: { readonly country: string | null; readonly dates: readonly CalendarDate[] };
}

/** What holds for one salesperson. */
export interface PersonRule extends Competence {
  /** Null: the organisation's. */
  readonly zone: Zone | null;
  /** Null: as the desk works. */
  readonly work: WorkTimes | null;
  readonly absences: readonly Absence[];
  /** So many leads at one time at most; null: any number. */
  readonly capacity: number | null;
  readonly weight: number;
  /** Who is told when they are late: the key of a salesperson, or an address. Null: the manager of the desk. */
  readonly manager: string | null;
}

export interface Product {
  readonly label: string;
  /** Which leads it is for; null: it is asked for by name only. */
  readonly when: string | null;
}

/** Leads of which a condition is true ask for more; the first rule that is true counts. */
export interface RoutingRule {
  readonly when: string;
  readonly product: string | null;
  readonly skills: readonly string[];
  /** Keys of salespeople; null: everybody. */
  readonly among: readonly string[] | null;
}

/** In working time of whoever has the lead. */
export interface ServiceTime {
  /** From the offer to its acceptance. */
  readonly accept: Duration;
  /** From the acceptance to the first contact that is logged; null: nobody looks. */
  readonly contact: Duration | null;
}

export interface Service {
  /** Of leads that are hot when they are given to sales. */
  readonly hot: ServiceTime;
  readonly others: ServiceTime;
  /** Shares of these times: when a reminder goes out, when somebody else gets the lead, when the manager is told. */
  readonly remindAt: number;
  /** Of more reminders than one, the later ones, in order; not there: none. */
  readonly remindAgainAt?: readonly number[];
  readonly reassignAt: number;
  readonly managerAt: number;
  /** An accepted lead of which sales logs nothing for so long comes back to marketing; null: never. */
  readonly silentAfter: Duration | null;
}

export interface SalesDesk {
  readonly work: WorkTimes | null;
  readonly manager: string | null;
  readonly products: Readonly<Record<string, Product>>;
  /** Whose a company is: the key of a salesperson, by the company's domain or name. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly routes: readonly RoutingRule[];
  readonly service: Service | null;
  /** `wins`: who has won more of what was decided gets more. */
  readonly shares: 'equal' | 'wins';
  /** The sequence that a customer enters; null: none. */
  readonly onboarding: string | null;
  /** False: nobody gets a mail about their leads when their day begins. Not there: they do, where service times are declared. */
  readonly digest?: false;
  /** Of several leads of a company; not there: `attach`. */
  readonly buyingGroups?: Grouping;
  /** By the key of a salesperson, where something is said of them. */
  readonly people: Readonly<Record<string, PersonRule>>;
}

/** What holds where nothing is declared, as in workspaces that were published before there was such a thing. */
export const plainDesk: SalesDesk = {
  work: null,
  manager: null,
  products: {},
  accounts: {},
  routes: [],
  service: null,
  shares: 'equal',
  onboarding: null,
  people: {},
};

/** What holds of somebody of whom nothing is said. */
export const plainPerson: PersonRule = {
  ...{ zone: null, work: null, absences: [], capacity: null, weight: 1, manager: null },
  ...{ territories: [], languages: [], products: [], skills: [] },
};

export const personRule = ({ people }: SalesDesk, key: string): PersonRule =>
  Object.hasOwn(people, key) ? (people[key] ?? plainPerson) : plainPerson;

/** The zone of a salesperson's clock. @param zone the organisation's, where they have none of their own */
export const zoneOfSeller = (desk: SalesDesk | undefined, key: string, zone: Zone): Zone =>
  (desk ? personRule(desk, key).zone : null) ?? zone;

/** When a salesperson works. Where nothing is declared: always, as the clocks ran before there were hours. */
export function workingHoursOf(
  desk: SalesDesk,
  key: string,
  zone: Zone,
  isPublicHoliday: PublicHolidays,
): WorkingHours {
  const { work: own, zone: ownZone, absences } = personRule(desk, key);
  const work = own ?? desk.work;
  const holidays = work?.holidays ?? { country: null, dates: [] };
  const { country, dates } = holidays;
  return {
    zone: ownZone ?? zone,
    days: work?.days ?? alwaysOpen.days,
    hours: work?.hours ?? alwaysOpen.hours,
    absences,
    isHoliday: (date) => dates.includes(date) || (country !== null && isPublicHoliday(country, date)),
  };
}
