/**
 * Business keys: how workflows and messages are named. One key, one thing, for ever; a second try with the same key is
 * the same thing again, never a twin.
 */
import type { Chaser } from './follow-up.ts';
import type { StepId } from './program.ts';

/**
 * Workflow id of the `number`-th enrollment of a lead in a sequence. Started with reuse policy "reject duplicate" and
 * conflict policy "use existing": starting twice is starting once.
 */
export const nurtureWorkflowId = (leadId: string, sequence: string, number: number): string =>
  `nurture/${leadId}/${sequence}/${number}`;

/** Workflow id of the `number`-th hand-off of a lead; same policies. `again`: the merge that had ended it was undone. */
export const handoffWorkflowId = (leadId: string, number: number, again?: string): string =>
  `handoff/${leadId}/${number}${again === undefined ? '' : `/${again}`}`;

/** Of the id under which a hand-off runs: that one, and the one before the undoing of a merge. */
export const handoffWorkflowIds = (workflowId: string): readonly string[] => {
  const [, first = workflowId] = /^(handoff\/[^/]+\/[^/]+)\//.exec(workflowId) ?? [];
  return first === workflowId ? [workflowId] : [first, workflowId];
};

/** Workflow ids of a mass enrollment and of a migration; same policies. */
export const batchWorkflowId = (batchId: string): string => `batch/${batchId}`;
/** Workflow id of a recompute of all scores; same policies. */
export const recomputeWorkflowId = (recomputeId: string): string => `recompute/${recomputeId}`;

export const migrationWorkflowId = (migrationId: string): string => `migration/${migrationId}`;

/** Workflow id of a broadcast. Starting it again while it runs is nothing; once it has ended, it only looks and ends. */
export const broadcastWorkflowId = (broadcastId: string): string => `broadcast/${broadcastId}`;

/** Workflow id of what an erasure leaves to do at Temporal; same policies. */
export const erasureWorkflowId = (erasureId: string): string => `erasure/${erasureId}`;

/** By which name the judgements of the held clicks of a mail wait for their time, one after the other. No workflow. */
export const clicksJudgementId = (messageId: string): string => `clicks/${messageId}`;

/** Workflow id of a letter, and the key of its one mail; same policies. */
export const letterWorkflowId = (letterId: string): string => `letter/${letterId}`;
export const letterMessageKey = (letterId: string): string => `letter/${letterId}`;

/** The key of the one mail that asks for the confirmation of a request. */
export const confirmationKey = (requestId: string): string => `confirmation/${requestId}`;

/** The key of a page view that a browser told, as an event of the lead that it turned out to be; and whether a key is one. */
export const pageViewKey = (viewId: string): string => `view/${viewId}`;
export const isPageViewKey = (key: string): boolean => key.startsWith('view/');

/** The key of a person's answer to an incoming mail: ordered twice in the same words, it is one letter. */
export const answerKey = (itemId: string, textHash: string): string => `answer/${itemId}/${textHash.slice(0, 32)}`;

/** The key of the one mail of a broadcast to a lead. */
export const broadcastMessageKey = (broadcastId: string, leadId: string): string =>
  `broadcast/${broadcastId}/${leadId}`;

/** By which name the interventions of a broadcast are found; no sequence can have it. */
export const broadcastProgram = (name: string): string => `broadcast/${name}`;

/** The key of the one mail of one visit of one step. */
export const messageKey = (enrollmentId: string, stepId: StepId, visit: number): string =>
  `nurture/${enrollmentId}/${stepId}/${visit}`;

/**
 * The mails of a hand-off: to who gets it, once more, to who is told that nobody answered or can have it, to who gets one more
 * of a company (and to their manager while they are away), to who has it from a colleague, and about a contact.
 */
export type HandoffMail =
  | 'offer'
  | 'reminder'
  | 'manager'
  | 'queue'
  | 'attached'
  | 'attached-away'
  | 'given'
  | 'planned'
  | Chaser;

/** The key of a mail to a salesperson about an offer of a hand-off. `which`: of a kind that may come several times. */
export const handoffMessageKey = (handoffId: string, offer: number, kind: HandoffMail, which?: number): string =>
  `handoff/${handoffId}/${offer}/${kind}${which === undefined ? '' : `/${which}`}`;

/** The key of the mail with which the day of a person who sells begins. */
export const digestMessageKey = (person: string, date: string): string => `digest/${person}/${date}`;

/** RFC 5322 Message-ID, the same on every attempt: receivers that de-duplicate by it hide a twin. */
export const messageIdHeader = (messageId: string, mailDomain: string): string => `<m.${messageId}@${mailDomain}>`;

/** What a source of events may be called: short, and without the colon that the names of API keys have. */
export const eventSource = {
  pattern: /^[a-z0-9][a-z0-9._-]{0,39}$/,
  rule: 'must be a short name such as "crm": a–z, 0–9, ".", "_" and "-"',
} as const;

/** The key of an event that its source names by an id: one id of one source about one lead is one event. */
export const postedEventKey = (source: string, leadId: string, id: string): string => `api/${source}/${leadId}/${id}`;

/** What a step does to the lead's data is done once under this key. */
export const stepKey = (enrollmentId: string, stepId: StepId, visit: number): string =>
  `step/${enrollmentId}/${stepId}/${visit}`;

/** The key of a note to a person about a lead. */
export const noticeKey = (enrollmentId: string, stepId: StepId, visit: number): string =>
  `notice/${enrollmentId}/${stepId}/${visit}`;
