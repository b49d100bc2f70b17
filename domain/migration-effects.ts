/** What a migration would do to the leads it moves besides moving them: what they would notice, and what they would lose. */
import type { StepId } from './program.ts';
import { consequenceOf } from './step-changes.ts';

export const effectKinds = [
  /** Their step is another kind of step now, and they enter it. `was`, `is`: the kinds, as they are written. */
  'other_kind',
  /** Their wait is shorter, and over with it. */
  'at_once',
  /** Their wait ends at another time. */
  'other_time',
  /** Their wait is for other events. */
  'other_events',
  /** The place named for them is not a wait. `was`: that step, `is`: its kind, as it is written. */
  'put_there',
  /** The place named for them has mailed them before, and will again. `is`: that step. */
  'mailed_again',
  /** They have had the mail of the step, which is another one now. `was`, `is`: the templates. */
  'old_mail',
  /** A mail that they have not had, and that lay ahead of them: it is still there, but no way leads to it. */
  'mail_missed',
  /** A mail that was put off does not leave any more. */
  'mail_dropped',
  /** Some of the events of their wait have come in, and the wait is gone, or for other events. */
  'part_met',
  /** The answer of a webhook whose step is gone. */
  'answer_lost',
  /** Their arm of a split is gone. `was`: its name. */
  'arm_lost',
  /** They have been round a loop whose "goto" is gone: a new one counts from the start. */
  'rounds_lost',
] as const;

type EffectKind = (typeof effectKinds)[number];

export interface MigrationEffect {
  readonly kind: EffectKind;
  /** The version that they leave, and the step of it that this is about. */
  readonly version: number;
  readonly stepId: StepId;
  readonly was: string | null;
  readonly is: string | null;
  /** Leads. */
  readonly count: number;
}

/** For people, to be read behind their number. */
export function effectWords({ kind, was, is }: MigrationEffect): string {
  switch (kind) {
    case 'other_kind':
      return `the ${was} is a ${is} now: ${consequenceOf(is ?? '')}`;
    case 'put_there':
      return `put at "${was}", which is a ${is}: ${consequenceOf(is ?? '')}`;
    case 'at_once':
      return 'the wait is shorter, and over already: they would go on at once';
    case 'other_time':
      return 'the wait would end at another time';
    case 'other_events':
      return 'the wait is for other events now';
    case 'mailed_again':
      return `they have had the mail of "${is}", and would get it once more`;
    case 'old_mail':
      return `they have had "${was}", and would not get "${is}"`;
    case 'mail_missed':
      return 'they have not had the mail, and would not get it: it comes before their place now';
    case 'mail_dropped':
      return 'a mail that was put off would not leave any more';
    case 'part_met':
      return 'what they have done of what the wait is for would not count any more';
    case 'answer_lost':
      return 'the answer of the webhook would be lost';
    case 'arm_lost':
      return `their arm "${was}" of the split is gone`;
    case 'rounds_lost':
      return 'how often they have been round the loop would be forgotten';
  }
}
