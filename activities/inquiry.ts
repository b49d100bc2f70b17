/**
 * What the answers of one conversation share: whose they are, the version that is run, the time, and the lead, which is
 * read once and again only after a step has changed it.
 */
import type { RunnableVersion, StepVisit } from '../db/store.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import type { LeadFacts } from '../domain/lead.ts';
import { formerIds, type StepId } from '../domain/program.ts';
import type { CompiledTemplate } from '../mail/ports.ts';
import type { ConversationDeps } from './ports.ts';

export interface KnownLead {
  readonly leadId: string;
  readonly facts: LeadFacts;
}

export interface Inquiry {
  readonly deps: ConversationDeps;
  readonly enrollmentId: string;
  readonly version: RunnableVersion;
  /** A template version, compiled. @throws TEMPLATE_UNKNOWN, TEMPLATE_INVALID */
  template(templateVersionId: string): Promise<CompiledTemplate>;
  /** The workflow's time, moved on by what this activity has taken so far: the machine's clock is not the wall clock. */
  now(): Instant;
  /** @throws ENROLLMENT_UNKNOWN */
  lead(): Promise<KnownLead>;
  /** Takes note of the lead as something else has read it. */
  learned(lead: KnownLead): void;
  /** A step changes the lead: what was known of it is out of date. */
  changed(): void;
}

/** A visit of a step, with the ids under which an earlier version may have recorded what it did. */
export const visitOf = ({ enrollmentId, version }: Inquiry, stepId: StepId, visit: number): StepVisit => ({
  enrollmentId,
  stepId,
  visit,
  formerSteps: formerIds(version.program, stepId),
});

export function createInquiry(
  given: Pick<Inquiry, 'deps' | 'enrollmentId' | 'version' | 'template'> & { readonly now: Instant },
): Inquiry {
  const { deps, enrollmentId, version, template } = given;
  const began = performance.now();
  let known: KnownLead | null = null;
  const now = () => plusMs(given.now, performance.now() - began);
  return {
    deps,
    enrollmentId,
    version,
    template,
    now,
    async lead() {
      known ??= await deps.store.enrollments.leadOf(enrollmentId, now());
      return known;
    },
    learned(lead) {
      known = lead;
    },
    changed() {
      known = null;
    },
  };
}
