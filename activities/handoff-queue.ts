/** A lead that nobody can have now. */
import type { Instant } from '../domain/instant.ts';
import { nextLook, type Verdict } from '../domain/routing.ts';
import { verdictsInWords } from '../domain/routing-words.ts';
import type { Workspace } from '../domain/workspace.ts';
import { managerOf, tellSales } from './handoff-mail.ts';
import type { ConversationDeps } from './ports.ts';

interface Queued {
  readonly id: string;
  readonly now: Instant;
  readonly offer: number;
  readonly workspace: Workspace;
  readonly verdicts: readonly Verdict[];
}

/** The manager is told once and why, and it is tried again when somebody may be there. */
export async function queued(
  deps: ConversationDeps,
  { id, now, offer, workspace, verdicts }: Queued,
): Promise<{ readonly kind: 'later'; readonly until: Instant }> {
  const why = verdictsInWords(verdicts);
  deps.log.error({ handoffId: id, why }, 'nobody can be offered the lead now; it waits');
  const manager = managerOf(workspace, null);
  if (manager)
    await tellSales(deps, { id, now, offer, kind: 'queue', workspace, salesperson: manager, deadline: null, why });
  return { kind: 'later', until: nextLook(verdicts, now) };
}
