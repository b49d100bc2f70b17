/** The columns of a list of enrollments: where each stands, until when, and why. */
import type { EnrollmentView } from '../db/store.ts';
import { timeHere, timeHereOr, zoneHere } from './local-time.ts';
import type { Paint } from './terminal/screen.ts';
import type { Column } from './terminal/table.ts';

/** Of one lead; a list over all leads has the address before them. */
export const enrollmentColumns: readonly Column<EnrollmentView>[] = [
  { title: 'SEQUENCE', value: (row) => `${row.sequence} v${row.version}`, flexible: true },
  { title: 'STATUS', value: (row) => (row.paused ? 'paused' : row.status), paint },
  { title: 'STEP', value: (row) => row.stepId },
  { title: `UNTIL (${zoneHere()})`, value: (row) => timeHereOr(row.waitUntil) },
  { title: 'REASON', value: (row) => row.reason ?? row.heldBy, flexible: true },
  { title: `ENROLLED (${zoneHere()})`, value: (row) => timeHere(row.createdAt) },
  { title: 'ID', value: (row) => row.id },
];

/** What somebody should look at stands out. */
function paint({ status, paused }: EnrollmentView): Paint | null {
  return status === 'failed' ? 'red' : paused ? 'yellow' : null;
}
