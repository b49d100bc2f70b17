/** What an organisation says about scores: the model of `scoring.yaml`, as it is published. */
import type { EventFact } from './events.ts';
import type { Duration } from './time.ts';

export type Grade = 'A' | 'B' | 'C' | 'D';
export type Temperature = 'cold' | 'warm' | 'hot';

/** Points for an event: `link` and `name` narrow a click, a custom event, a form, a page or a reply; null means any. */
export interface EngagementRule {
  readonly on: EventFact['kind'];
  readonly link: string | null;
  /** Of a reply its class. */
  readonly name: string | null;
  readonly points: number;
  readonly group: string;
  readonly reason: string;
}

/** Points for what the lead is; `when` is a condition over the lead's fields. */
export interface FitRule {
  readonly when: string;
  readonly points: number;
  readonly reason: string;
}

/** The most that a group counts at the moment of reading, and the most that one day (of UTC) adds to it. */
export type GroupLimit = number | { readonly cap: number; readonly perDay: number };

/** From how many points on, and with which grade at least; a number: whatever the grade. */
export type TemperatureMark = number | { readonly at: number; readonly minGrade: Grade };

/** Points by the time since the newest gain: the first `within` that fits, and the longest `after`. */
export type RecencyRule =
  | { readonly within: Duration; readonly points: number }
  | { readonly after: Duration; readonly points: number };

/** What the score of another service counts: `weight` × its value between `min` and `max`, until it is so old. */
export interface ExternalRule {
  readonly weight: number;
  readonly min: number;
  readonly max: number;
  readonly expires: Duration;
}

/** An event by which a lead asks for sales itself. */
export interface FastTrack {
  readonly on: EventFact['kind'];
  readonly name: string | null;
  /** Null: whatever its grade. */
  readonly minGrade: Grade | null;
}

export interface ScoringModel {
  readonly name: string;
  readonly halfLife: Duration;
  readonly groups: Readonly<Record<string, GroupLimit>>;
  readonly rules: readonly EngagementRule[];
  readonly fit: readonly FitRule[];
  /** Least fit points for A, B and C; below C is D. */
  readonly grades: { readonly A: number; readonly B: number; readonly C: number };
  readonly temperature: { readonly warm: TemperatureMark; readonly hot: TemperatureMark };
  readonly prospectAt: number;
  readonly mql: {
    readonly at: number;
    /** The score must fall below this before the threshold can be crossed again. */
    readonly rearmBelow: number;
    readonly minGrade: Grade;
    /** Before so many mails and so long after the first of them nobody is given to sales by points. */
    readonly minNurture?: { readonly mails: number; readonly time: Duration | null };
    /** Given to sales at once. */
    readonly fastTrack?: readonly FastTrack[];
  };
  /** The share of the points that stays when sales returns a lead, 0–1. */
  readonly keepOnReturn: number;
  readonly recency?: readonly RecencyRule[];
  /** By the name of the service. */
  readonly external?: Readonly<Record<string, ExternalRule>>;
  /** The score of a company: the sum of its best leads, at most so much. Without it that of its best lead. */
  readonly account?: { readonly best: number; readonly cap: number | null };
}
