/** What the tests with a real mailbox server need of the machine: a Dovecot, which must be there. */
import { installedDovecot } from '../support/dovecot.ts';

/** @throws when there is no Dovecot, or it cannot be started from this account */
export default function setup(): void {
  console.log(`Mailbox server: Dovecot ${installedDovecot().version}`);
}
