/** The whole API: one table per resource. */
import { batchRoutes } from './batches.ts';
import { broadcastRoutes } from './broadcasts.ts';
import { wishRoutes } from './consents.ts';
import { enrollmentRoutes } from './enrollments.ts';
import { eventRoutes } from './events.ts';
import { handoffRoutes } from './handoffs.ts';
import { inboundRoutes } from './inbound.ts';
import { keyRoutes } from './keys.ts';
import { leadRoutes } from './leads.ts';
import { messageRoutes } from './messages.ts';
import { migrationRoutes } from './migrations.ts';
import { pauseRoutes } from './pauses.ts';
import { rightsRoutes } from './rights.ts';
import type { Route } from './route.ts';
import { sequenceRoutes } from './sequences.ts';
import { statusRoutes } from './status.ts';
import { suppressionRoutes } from './suppressions.ts';
import { taskRoutes } from './tasks.ts';

export const apiRoutes: readonly Route[] = [
  ...leadRoutes,
  ...rightsRoutes,
  ...wishRoutes,
  ...suppressionRoutes,
  ...eventRoutes,
  ...enrollmentRoutes,
  ...pauseRoutes,
  ...batchRoutes,
  ...broadcastRoutes,
  ...handoffRoutes,
  ...messageRoutes,
  ...inboundRoutes,
  ...taskRoutes,
  ...sequenceRoutes,
  ...migrationRoutes,
  ...keyRoutes,
  ...statusRoutes,
];
