/** The whole API: one table per resource. */
import { batchRoutes } from './batches.ts';
import { broadcastRoutes } from './broadcasts.ts';
import { enrollmentRoutes } from './enrollments.ts';
import { eventRoutes } from './events.ts';
import { handoffRoutes } from './handoffs.ts';
import { keyRoutes } from './keys.ts';
import { leadRoutes } from './leads.ts';
import { messageRoutes } from './messages.ts';
import { migrationRoutes } from './migrations.ts';
import { pauseRoutes } from './pauses.ts';
import type { Route } from './route.ts';
import { sequenceRoutes } from './sequences.ts';
import { statusRoutes } from './status.ts';

export const apiRoutes: readonly Route[] = [
  ...leadRoutes,
  ...eventRoutes,
  ...enrollmentRoutes,
  ...pauseRoutes,
  ...batchRoutes,
  ...broadcastRoutes,
  ...handoffRoutes,
  ...messageRoutes,
  ...sequenceRoutes,
  ...migrationRoutes,
  ...keyRoutes,
  ...statusRoutes,
];
