/** `tendril enroll`: puts leads into a sequence. */
import type { Command } from 'commander';
import type { EnrollmentView } from '../../db/store.ts';
import { errorCode, errorKind, TendrilError } from '../../domain/errors.ts';
import { type Cli, command } from '../command.ts';
import { printable } from '../terminal/width.ts';

type Attempt =
  | { readonly lead: string; readonly enrollment: EnrollmentView }
  | { readonly lead: string; readonly error: TendrilError };

export const enrollCommand = (cli: Cli): Command =>
  command('enroll', 'put leads into a sequence', [
    'tendril enroll ann@example.com --sequence energy-guide',
    'tendril enroll ann@example.com bob@example.com --sequence webinar-follow-up --json',
  ])
    .argument('<lead...>', 'addresses or ids')
    .requiredOption('-s, --sequence <name>', 'the sequence; its newest version is used')
    .action(async (leads: readonly string[], options: { readonly sequence: string }) => {
      const services = await cli.services();
      const store = await services.store();
      const attempts: Attempt[] = [];
      for (const lead of new Set(leads)) {
        try {
          const { id } = await store.leads.get(lead, services.now());
          const enrollment = await store.enrollments.enroll(id, options.sequence, 'cli', services.now());
          attempts.push({ lead, enrollment });
          await showEnrolled(cli, enrollment);
        } catch (error) {
          if (!(error instanceof TendrilError) || stopsAll(error)) throw error;
          attempts.push({ lead, error });
        }
      }
      throwRefused(cli, attempts);
    });

/** Failures that every further lead would meet as well. */
const stopsAll = (error: TendrilError): boolean =>
  errorCode(error) === 'SEQUENCE_UNKNOWN' || errorKind(error.code).retry !== 'never';

async function showEnrolled(cli: Cli, enrollment: EnrollmentView): Promise<void> {
  if (cli.screen.json) return cli.screen.record(enrollment);
  const { email, sequence, version, number, id } = enrollment;
  const again = number > 1 ? `, time ${number}` : '';
  await cli.screen.line(`Enrolled ${printable(email)} in ${sequence} (version ${version}${again}) ${id}`);
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
