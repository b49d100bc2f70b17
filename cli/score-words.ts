/** The explanation of a score for people: what it is, what it lacks, then fit and engagement point by point. */
import type { LeadView } from '../db/store.ts';
import type {
  ExplainedExternal,
  ExplainedGroup,
  ExplainedThreshold,
  ScoreExplanation,
} from '../domain/score-explanation.ts';
import { timeHere } from './local-time.ts';
import type { Screen } from './terminal/screen.ts';
import { type Column, tableLines } from './terminal/table.ts';
import { printable } from './terminal/width.ts';

type Look = Pick<Screen, 'paint' | 'columns'>;

export function scoreLines(screen: Look, email: string, told: ScoreExplanation): readonly string[] {
  const { score, temperature, fit, model, halfLifeDays, groups } = told;
  const heading = (words: string): readonly string[] => ['', screen.paint('bold', words)];
  return [
    `${screen.paint('bold', printable(email))}  ${points(score)} points (${temperature}), grade ${fit.grade}`,
    ...heading(`Thresholds of the model "${model}"`),
    ...tableLines(screen, thresholds, told.thresholds),
    `  ${mqlWords(told)}`,
    ...besides(told).map((line) => `  ${line}`),
    ...heading(`Fit: ${points(fit.points)} points, grade ${fit.grade}${nextWords(told)}`),
    ...(fit.due === null ? [] : [`  ${dueWords(fit.due)}`]),
    ...tableLines(screen, fitRules, fit.rules),
    ...heading(`Engagement: ${points(score)} points; they halve every ${points(halfLifeDays)} days`),
    ...(groups.length === 0 ? ['  Nothing that earns points has happened yet.'] : groupLines(screen, groups)),
    ...told.returns.map(
      ({ at, share, reason }) => `  ${timeHere(at)}: ${percent(share)} of all before stayed (${reason})`,
    ),
    ...recencyLines(told),
    ...told.externals.map((one) => `  ${externalWords(one)}`),
    ...accountLines(told),
  ];
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function recencyLines({ recency }: ScoreExplanation): readonly string[] {
  if (!recency || recency.last === null) return [];
  const since = `the newest points are of ${timeHere(recency.last)}`;
  return [recency.points === 0 ? `  Recency: nothing; ${since}` : `  Recency: ${signed(recency.points)}; ${since}`];
}

function externalWords({ service, value, at, counted, weight, expires, reason }: ExplainedExternal): string {
  const said = `${printable(service)} says ${points(value)} (${timeHere(at)}${reason === null || reason === '' ? '' : `, ${printable(reason)}`})`;
  if (weight === null || expires === null) return `${said}: the model does not name it, so it counts nothing`;
  return `${said}: counts ${signed(counted)}, at ${weight} a point, until ${timeHere(expires)}`;
}

const accountLines = ({ account }: ScoreExplanation): readonly string[] =>
  account === null
    ? []
    : [
        `  Its company, ${printable(account.name)}: ${points(account.score)} points, of its best ${account.best === 1 ? 'lead' : `${account.best} leads`}`,
      ];

/** What else stands between a lead and sales, or leads it there at once. */
function besides({ mql: { nurture, fastTrack } }: ScoreExplanation): readonly string[] {
  const waits =
    nurture === null || nurture.until === null
      ? []
      : [
          `It has had ${nurture.mails} of ${nurture.needed} mails, and ${points(nurture.neededDays)} days since the first are needed: asked again ${timeHere(nurture.until)}.`,
        ];
  const by = fastTrack.map(({ on, name }) => `${on === 'custom' ? 'event' : on}${name === null ? '' : ` ${name}`}`);
  return by.length === 0 ? waits : [...waits, `At once, whatever the score: ${by.join(', ')}.`];
}

/** The grade of a lead, and the one that it gets when the turn of the lead comes. */
export const gradeWords = ({ grade, gradeDue }: Pick<LeadView, 'grade' | 'gradeDue'>): string =>
  gradeDue === null ? grade : `${grade} (${gradeDue} due)`;

const dueWords = ({ points: now, grade }: NonNullable<ScoreExplanation['fit']['due']>): string =>
  `By the model in force it has ${points(now)} points, grade ${grade}, from its next change on or when its turn comes: tendril score recomputes`;

/** As many decimals as say something. */
const points = (value: number): string => String(Math.round(value * 10) / 10);

const thresholds: readonly Column<ExplainedThreshold>[] = [
  { title: 'THRESHOLD', value: ({ name }) => name },
  { title: 'AT', value: ({ at }) => points(at), align: 'right' },
  {
    title: 'REACHED',
    value: ({ until, missing }) => (until === null ? `no, ${points(missing)} missing` : 'yes'),
    paint: ({ until }) => (until === null ? null : 'green'),
  },
  { title: 'UNTIL, IF NOTHING HAPPENS', value: ({ until }) => (until === null ? '' : timeHere(until)) },
];

function mqlWords({ mql, fit, score, thresholds }: ScoreExplanation): string {
  const at = thresholds.find(({ name }) => name === 'mql')?.at ?? 0;
  if (!mql.gradeSuffices) return `For sales grade ${mql.minGrade} is the least; this lead has ${fit.grade}.`;
  if (!mql.armed)
    return `It was given to sales; before it can be again, the score must fall below ${points(mql.rearmBelow)}.`;
  return score >= at
    ? 'It is ready for sales with the next thing that it does.'
    : `The grade is good enough for sales; ${points(at - score)} points are missing.`;
}

const nextWords = ({ fit: { next } }: ScoreExplanation): string =>
  next === null ? '' : `; ${points(next.missing)} more make it ${next.grade}`;

const fitRules: readonly Column<ScoreExplanation['fit']['rules'][number]>[] = [
  {
    title: 'POINTS',
    value: (rule) => signed(rule.points),
    align: 'right',
    paint: (rule) => (rule.holds ? null : 'dim'),
  },
  { title: 'HOLDS', value: ({ holds }) => (holds ? 'yes' : 'no'), paint: ({ holds }) => (holds ? 'green' : 'dim') },
  { title: 'RULE', value: ({ reason }) => reason, wraps: true },
];

interface EntryRow {
  readonly group: string;
  readonly worth: string;
  readonly earned: string;
  readonly at: string;
  readonly reason: string;
  readonly sum: boolean;
}

const entryColumns: readonly Column<EntryRow>[] = [
  { title: 'GROUP', value: ({ group }) => group, paint: ({ sum }) => (sum ? 'bold' : 'dim') },
  { title: 'NOW', value: ({ worth }) => worth, align: 'right', paint: ({ sum }) => (sum ? 'bold' : null) },
  { title: 'WERE', value: ({ earned }) => earned, align: 'right' },
  { title: 'ON', value: ({ at }) => at },
  { title: 'FOR', value: ({ reason }) => reason, wraps: true },
];

const groupLines = (screen: Look, groups: readonly ExplainedGroup[]): readonly string[] =>
  tableLines(screen, entryColumns, groups.flatMap(rowsOf));

function rowsOf(group: ExplainedGroup): readonly EntryRow[] {
  const { counted, entries, settled } = group;
  const none = { group: '', earned: '', at: '', sum: false };
  return [
    { group: group.group, worth: points(counted), earned: '', at: '', reason: limitWords(group), sum: true },
    ...entries.map(({ worth, points: earned, at, reason }) => ({
      ...{ ...none, worth: signed(worth), earned: signed(earned), at: timeHere(at), reason },
    })),
    ...(settled === 0
      ? []
      : [{ ...none, worth: signed(settled), reason: 'Added up by an older version or another half-life' }]),
  ];
}

/** Where a limit bites. */
function limitWords({ points: all, overDay, perDay, cap, lost }: ExplainedGroup): string {
  const capped = cap !== null && all - overDay > cap;
  return [
    overDay > 0 && perDay !== null ? `${points(overDay)} points are over the ${points(perDay)} that a day may add` : '',
    capped ? `${points(all - overDay)} points; ${points(cap)} are the most that count` : '',
    lost > 0 ? `${points(lost)} points were lost` : '',
  ]
    .filter((words) => words !== '')
    .join('; ');
}

const signed = (value: number): string => (value > 0 ? `+${points(value)}` : points(value));
