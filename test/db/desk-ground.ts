/** Leads of companies that come to sales, and what sales does with them. */
import type { LeadView, StepGiven } from '../../db/store.ts';
import type { SeenAs } from '../../domain/handoff-steps.ts';
import { plainDesk, type SalesDesk, type Service } from '../../domain/sales-desk.ts';
import type { TestStore } from '../support/database.ts';
import { addLead, event, minute, outboxOf, start, workspace } from './fixtures.ts';

const others = { accept: 'PT4H', contact: 'PT8H' };
const service: Service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: 'P14D' };

export interface Given {
  readonly lead: LeadView;
  readonly id: string;
}
export type Taken = StepGiven & { readonly seen?: SeenAs };

export function deskGround(test: () => TestStore) {
  const sell = (desk: Partial<SalesDesk> = {}, salespeople = workspace.sales.salespeople) =>
    test().store.publications.publishWorkspace(
      {
        ...workspace,
        sales: { ...workspace.sales, salespeople, desk: { ...plainDesk, service, onboarding: 'onboarding', ...desk } },
      },
      start,
    );
  const company = () => `${crypto.randomUUID()}.example`;
  async function ready(domain: string, name: string, input: Parameters<typeof addLead>[1] = {}): Promise<Given> {
    const { store } = test();
    const lead = await addLead(store, { email: `${name}@${domain}`, company: domain, firstName: name, ...input });
    for (const kind of ['reply', 'click'] as const) {
      await store.events.ingest(event({ kind, lead: { id: lead.id }, occurredAt: start }), start);
    }
    const { items } = await store.handoffs.list({ status: 'open' }, { limit: 200 });
    return { lead, id: items.find(({ leadId }) => leadId === lead.id)?.id ?? '' };
  }
  const offer = ({ id }: Given, at = 0) => test().store.handoffs.offer(id, 1, minute(at));
  /** As the activity does it. */
  async function comes(domain: string, name: string, input: Parameters<typeof addLead>[1] = {}): Promise<Given> {
    const given = await ready(domain, name, input);
    const made = await offer(given);
    if (made.kind === 'attached' && made.isAccepted) await test().store.handoffs.join(given.id, minute(1));
    return given;
  }
  const take = ({ id }: Given, step: Taken, at = 1) => test().store.handoffs.decide(id, step, 'ines', minute(at));
  const seen = async ({ id, lead }: Given) => {
    const { handoff } = await test().store.handoffs.story(id, minute(9));
    const { stage } = await test().store.leads.get(lead.id, minute(9));
    return { status: handoff.status, stage, with: handoff.salesperson?.key ?? null, attachedTo: handoff.attachedTo };
  };
  /** What the hand-off's workflow was signalled. */
  const told = async ({ lead }: Given) =>
    (await outboxOf(test().url))
      .filter((row) => row.workflow_id === `handoff/${lead.id}/1` && row.kind === 'signal_handoff')
      .map(({ payload }) => payload);
  return { sell, company, ready, offer, comes, take, seen, told };
}
