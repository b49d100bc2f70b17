/** Leads that are handed to sales, in a whole engine. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { now, type TestEngine } from '../support/engine.ts';

/** A lead whose demo request and reply have just made it an MQL; resolves with the hand-off. */
export async function handedOver(of: TestEngine, company = `Big Buildings ${randomUUID()}`) {
  const lead = await of.addLead({ company });
  await of.ingest({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } });
  const { handoffId, stage } = await of.ingest({ kind: 'reply', lead: { id: lead.id }, payload: { text: 'Call me' } });
  expect(stage).toBe('mql');
  if (handoffId === null) throw new Error('No hand-off was opened');
  return { lead, handoffId };
}

export const look = (of: TestEngine, id: string) => async () => (await of.store.handoffs.story(id, now())).handoff;
/** How its workflow ended, which the outbox may not have started yet. */
export async function outcomeOf(of: TestEngine, leadId: string): Promise<string> {
  const handle = of.client.getHandle(`handoff/${leadId}/1`);
  const begun = () => handle.describe().catch(() => null);
  await of.until(begun, (seen) => seen !== null, 'the workflow of the hand-off');
  return handle.result();
}

export const offersIn = (of: TestEngine, email: string) =>
  of.sink.mails.filter((mail) => mail.text.includes(email)).map((mail) => mail.envelope.to[0]);
