/** A lead that nobody can have now. */
import type { Nobody } from '../db/store.ts';
import type { Instant } from '../domain/instant.ts';
import { nextLook } from '../domain/routing.ts';
import { demandInWords, verdictsInWords } from '../domain/routing-words.ts';
import type { Workspace } from '../domain/workspace.ts';
import { managerOf, tellSales } from './handoff-mail.ts';
import type { ConversationDeps } from './ports.ts';

interface Queued {
  readonly id: string;
  readonly now: Instant;
  readonly offer: number;
  readonly workspace: Workspace;
  readonly nobody: Nobody;
}

/** The manager is told once and why, and it is tried again when somebody may be there. */
export async function queued(
  deps: ConversationDeps,
  { id, now, offer, workspace, nobody: { demand, verdicts } }: Queued,
): Promise<{ readonly kind: 'later'; readonly until: Instant }> {
  const why = [demandInWords(demand), verdictsInWords(verdicts)].filter(Boolean).join(' ');
  deps.log.error({ handoffId: id, why }, 'nobody can be offered the lead now; it waits');
  const manager = managerOf(workspace, null);
  if (manager)
    await tellSales(deps, { id, now, offer, kind: 'queue', workspace, salesperson: manager, deadline: null, why });
  return { kind: 'later', until: nextLook(verdicts, now) };
}
