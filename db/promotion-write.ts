/** What a promotion makes of a lead, with the ids of its rows, before it is written: for the ledgers and for whoever is told. */
import type { EventFact } from '../domain/events.ts';
import type { Stage } from '../domain/lifecycle.ts';
import type { ScoreEntryKind } from '../domain/score-ledger.ts';
import type { Instant } from '../domain/time.ts';
import { newId } from './ids.ts';
import type { Promotion } from './promotion.ts';

/** A row of the score ledger; `points` as they were earned, undecayed. */
export interface ScoreRow {
  readonly key: string;
  readonly kind: ScoreEntryKind;
  readonly eventId: string | null;
  readonly group: string;
  readonly points: number;
  readonly reason: string;
  readonly at: Instant;
  /** What it changed the score by, where `points` does not say so. */
  readonly change?: number;
}

export interface PromotionLedger {
  readonly actor: string;
  readonly grade: string;
  readonly score: ScoreRow | null;
  readonly now: Instant;
}

/** What a promotion makes of a lead, ready to be written: its ledger rows have their ids. */
export interface PromotionWrite {
  readonly leadId: string;
  readonly promotion: Promotion;
  readonly ledger: PromotionLedger;
  readonly entries: readonly (ScoreRow & { readonly id: string })[];
  readonly moves: readonly (Promotion['moves'][number] & { readonly id: string })[];
}

export const promotionWrite = (leadId: string, promotion: Promotion, ledger: PromotionLedger): PromotionWrite => ({
  leadId,
  promotion,
  ledger,
  entries: ledger.score ? [rowOf(ledger.score)] : [],
  moves: promotion.moves.map(({ from, to, reason }) => ({ id: newId(), from, to, reason })),
});

const rowOf = ({
  key,
  kind,
  eventId,
  group,
  points,
  reason,
  at,
  change,
}: ScoreRow): ScoreRow & { readonly id: string } => {
  const row = { id: newId(), key, kind, eventId, group, points, reason, at };
  return change === undefined ? row : { ...row, change };
};

/**
 * What changed of the lead as enrollments can wait for it; a climb through several stages is one fact for each, under the
 * ids of the ledgers.
 */
export const promotionFacts = ({ promotion, ledger, entries, moves }: PromotionWrite): readonly EventFact[] => [
  ...entries.map(({ id }) => scoreFact(id, promotion.score, ledger.now)),
  ...moves.map(({ id, to }) => stageFact(id, to, ledger.now)),
];

// Written out: of each event that scores there is one, and spreading `noMail` into it takes three times the memory.
const scoreFact = (id: string, value: number, recordedAt: Instant): EventFact => ({
  id,
  kind: 'score',
  name: null,
  link: null,
  stepId: null,
  visit: null,
  recordedAt,
  value,
});

const stageFact = (id: string, stage: Stage, recordedAt: Instant): EventFact => ({
  ...noMail,
  id,
  kind: 'stage',
  name: stage,
  recordedAt,
});

/** A fact that answers no mail. */
export const noMail = { link: null, stepId: null, visit: null } as const;
