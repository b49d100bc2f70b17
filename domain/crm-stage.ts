/** How far a hand-off has come, in the stages that a CRM is told, and what a stage that the CRM tells means for it. Pure. */
import { assertNever } from './errors.ts';
import type { HandoffStatus } from './handoff.ts';
import { type DeskStep, type LostReason, lostReasons } from './handoff-steps.ts';
import type { Instant } from './instant.ts';
import { lostWords } from './wording.ts';

/** In the order in which sales goes through them; the last two end it. */
export const crmStages = ['offered', 'accepted', 'contacted', 'meeting', 'won', 'lost'] as const;
export type CrmStage = (typeof crmStages)[number];

export interface StandingDeal {
  readonly status: HandoffStatus;
  readonly contactedAt: Instant | null;
  readonly meetingAt: Instant | null;
  readonly decidedBy: string | null;
}

/** What sales gives back is lost for a CRM: its reason says that it came back. */
export function crmStageOf({ status, contactedAt, meetingAt }: StandingDeal): CrmStage {
  switch (status) {
    case 'open':
      return 'offered';
    case 'accepted':
      if (meetingAt !== null) return 'meeting';
      return contactedAt === null ? 'accepted' : 'contacted';
    case 'won':
      return 'won';
    case 'lost':
    case 'returned':
      return 'lost';
    default:
      return assertNever(status);
  }
}

export type StageAnswer =
  | { readonly kind: 'step'; readonly step: DeskStep }
  /** It is so here already. */
  | { readonly kind: 'same' }
  /** It is no step forward. */
  | { readonly kind: 'behind'; readonly words: string }
  /** It was decided otherwise before. */
  | { readonly kind: 'decided'; readonly words: string };

/** What to do when the CRM says that a deal is at this stage: only forward, and nothing once it is over. */
export function stepByCrm(deal: StandingDeal, stage: CrmStage): StageAnswer {
  const here = crmStageOf(deal);
  if (here === stage) return { kind: 'same' };
  if (here === 'won' || here === 'lost') {
    return { kind: 'decided', words: `it was ${deal.status} by ${deal.decidedBy ?? 'somebody'} already` };
  }
  if (crmStages.indexOf(stage) < crmStages.indexOf(here)) {
    return { kind: 'behind', words: `sales is further here: ${here}` };
  }
  switch (stage) {
    case 'offered':
      return { kind: 'same' };
    case 'accepted':
    case 'contacted':
      return { kind: 'step', step: { kind: stage } };
    case 'meeting':
      return { kind: 'step', step: { kind: 'meeting', at: null } };
    case 'won':
      return { kind: 'step', step: { kind: 'won', amount: null, currency: null, product: null } };
    case 'lost':
      return { kind: 'step', step: { kind: 'lost', reason: 'other' } };
    default:
      return assertNever(stage);
  }
}

/** A reason of ours by its name or its words as people write them; anything else is `other`, and the text is the note. */
export function lostByCrm(text: string | null): { readonly reason: LostReason; readonly note: string | null } {
  const told = text?.trim() ?? '';
  const name = told.toLowerCase().replaceAll(/[\s-]+/g, '_');
  const known = lostReasons.find((one) => one === name || (one !== 'other' && lostWords[one] === told));
  return known === undefined
    ? { reason: 'other', note: told === '' ? null : told.slice(0, 2000) }
    : { reason: known, note: null };
}
