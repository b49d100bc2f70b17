/** Enrolls leads that are named one by one. */
import type { EnrollmentView, Store } from '../../../db/store.ts';
import { errorCode, errorKind, TendrilError } from '../../../domain/errors.ts';
import type { Cli } from '../../command.ts';
import { pauseWords, resumeCommand, whyPaused } from '../../pausing.ts';
import { printable } from '../../terminal/width.ts';

type Attempt =
  | { readonly lead: string; readonly enrollment: EnrollmentView }
  | { readonly lead: string; readonly error: TendrilError };

/** @throws what stands in the way of all of them, or the error of the only one, or NOT_ALL_DONE */
export async function enrollNamed(cli: Cli, leads: readonly string[], sequence: string): Promise<void> {
  const services = await cli.services();
  const store = await services.store();
  const attempts: Attempt[] = [];
  for (const lead of new Set(leads)) {
    try {
      const { id } = await store.leads.get(lead, services.now());
      const enrollment = await store.enrollments.enroll(id, sequence, 'cli', services.now());
      attempts.push({ lead, enrollment });
      await showEnrolled(cli, enrollment);
      if (enrollment.paused) await notePauses(cli, store, enrollment);
    } catch (error) {
      if (!(error instanceof TendrilError) || stopsAll(error)) throw error;
      attempts.push({ lead, error });
    }
  }
  throwRefused(cli, attempts);
}

/** Failures that every further lead would meet as well. */
const stopsAll = (error: TendrilError): boolean =>
  errorCode(error) === 'SEQUENCE_UNKNOWN' || errorKind(error.code).retry !== 'never';

async function showEnrolled(cli: Cli, enrollment: EnrollmentView): Promise<void> {
  if (cli.screen.json) return cli.screen.record(enrollment);
  const { email, sequence, version, number, id } = enrollment;
  const again = number > 1 ? `, time ${number}` : '';
  await cli.screen.line(`Enrolled ${printable(email)} in ${sequence} (version ${version}${again}) ${id}`);
}

/** It is enrolled, and nothing of it happens. */
async function notePauses({ screen }: Cli, store: Store, { leadId, sequence }: EnrollmentView): Promise<void> {
  const pauses = await store.pauses.holding(leadId);
  // A pause of another sequence that the lead is in does not hold this one.
  const holding = pauses.filter(
    ({ scope }) => scope.kind === 'lead' || (scope.kind === 'sequence' && scope.sequence === sequence),
  );
  for (const pause of holding) {
    screen.note(`It waits for a pause to be lifted: ${pauseWords(pause)}${whyPaused(pause)}`);
    screen.note(`Let it go on: ${resumeCommand(pause)}`);
  }
}

/** @throws the error of a lead when it is the only one, else NOT_ALL_DONE with every reason. */
function throwRefused(cli: Cli, attempts: readonly Attempt[]): void {
  const refused = attempts.flatMap((attempt) => ('error' in attempt ? [attempt] : []));
  const [first] = refused;
  if (!first) return;
  if (attempts.length === 1) throw first.error;
  for (const { lead, error } of refused)
    cli.screen.note(`${printable(lead)}: ${error.code} ${printable(error.message)}`);
  throw new TendrilError('NOT_ALL_DONE', `${refused.length} of ${attempts.length} leads were not enrolled`, {
    refused: refused.map(({ lead, error }) => ({ lead, code: error.code, message: error.message })),
  });
}
