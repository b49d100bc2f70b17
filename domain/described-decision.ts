/**
 * What was read from a mail of a salesperson, in one English sentence for the mail that confirms it. What is told of a decision
 * can be read again (`written-decision.ts`) and is the same then, but for notes.
 */
import type { DecisionReading, NotUnderstood, NotUnderstoodCause, WrittenDecision } from './decision-reading.ts';
import type { DecisionKind } from './decision-words.ts';
import { assertNever } from './errors.ts';
import type { ReturnReason } from './handoff.ts';
import { lostWords } from './wording.ts';

/** To be read after "returned for". */
const returnNouns: Readonly<Record<ReturnReason, string>> = {
  no_fit: 'no fit',
  no_budget: 'no budget',
  no_authority: 'no authority',
  timing: 'timing',
  bad_data: 'bad data',
  duplicate: 'being a duplicate',
  competitor: 'being with a competitor',
  unreachable: 'being unreachable',
};

/** Quotes in what is quoted are no ends of it. */
const quoted = (text: string): string => `"${text.replaceAll('"', "'")}"`;

const monthNames = 'January February March April May June July August September October November December'.split(' ');

/** `2027-03-01` → `1 March 2027`. */
function dayInWords(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${day} ${monthNames[(month ?? 1) - 1]} ${year}`;
}

/** One sentence without a full stop: `Returned for no budget; to be tried again from 1 March 2027`. */
export function describeDecision(reading: DecisionReading): string {
  switch (reading.kind) {
    case 'not-understood':
      return notUnderstoodInWords(reading);
    case 'ambiguous':
      return `Not clear: it may be ${reading.readings.map((one) => quoted(decisionInWords(one))).join(' or ')}; write one of them as the first line`;
    default:
      return decisionInWords(reading);
  }
}

function decisionInWords(decision: WrittenDecision): string {
  switch (decision.kind) {
    case 'accept':
      return 'Accepted';
    case 'contacted':
      return 'Contact logged';
    case 'planned':
      return `Next contact planned for ${dayInWords(decision.on)}${decision.at === null ? '' : ` at ${decision.at}`}`;
    case 'meeting':
      return meetingInWords(decision);
    case 'won': {
      const sum = decision.amount === null ? '' : ` for ${decision.amount} ${decision.currency}`;
      return `Won${sum}${decision.words === null ? '' : `: ${decision.words}`}`;
    }
    case 'lost':
      return `Lost: ${lostWords[decision.reason]}`;
    case 'return':
      return `Returned for ${returnNouns[decision.reason]}${againInWords(decision)}`;
    default:
      return assertNever(decision);
  }
}

function meetingInWords({ on, at, unclearDay }: Extract<WrittenDecision, { kind: 'meeting' }>): string {
  const day = on === null ? '' : ` for ${dayInWords(on)}`;
  const time = at === null ? '' : ` at ${at}`;
  return `Meeting set${day}${time}${unclearDay === null ? '' : `; the day is unclear: ${quoted(unclearDay)}`}`;
}

function againInWords({ againOn, unclearDay }: Extract<WrittenDecision, { kind: 'return' }>): string {
  if (againOn !== null) return `; to be tried again from ${dayInWords(againOn)}`;
  return unclearDay === null ? '' : `; no day to try again was understood in ${quoted(unclearDay)}`;
}

/** One example of each, in the order in which a lead goes its way. */
const examples: Readonly<Record<DecisionKind, string>> = {
  accept: 'accept',
  contacted: 'contacted',
  planned: 'call again 1 March at 9:30',
  meeting: 'meeting 3 December at 15:00',
  won: 'won 12500 EUR',
  lost: 'lost: price',
  return: 'return: no budget until March',
};

const causes: Readonly<Record<NotUnderstoodCause, string>> = {
  empty: 'Nothing is written above the quoted mail',
  'too-long': 'The first line is too long',
  'no-decision': 'No decision begins the first line',
  unclear: 'What follows the decision may change it',
  question: 'It is a question',
  negation: 'It says no to something',
  quoted: 'It quotes a decision',
  unsure: 'It is in doubt, or has a condition',
  several: 'It says more than one decision',
  reason: 'A return needs a reason of the list',
  amount: 'The amount or its currency is not clear',
  day: 'It is not clear on which day to come, or at what time',
};

/** What to write instead, as the first line of a mail. */
export function insteadOf({ why, meant }: Pick<NotUnderstood, 'why' | 'meant'>): string {
  if (why === 'reason') return `"return: " and one of ${Object.keys(returnNouns).join(', ').replaceAll('_', ' ')}`;
  if (meant !== null) return `"${examples[meant]}"`;
  return Object.values(examples)
    .map((example) => `"${example}"`)
    .join(', ');
}

function notUnderstoodInWords(reading: NotUnderstood): string {
  const said = reading.said === null ? '' : ` (${quoted(reading.said)})`;
  return `Nothing was decided. ${causes[reading.why]}${said}; write as the first line ${insteadOf(reading)}`;
}
