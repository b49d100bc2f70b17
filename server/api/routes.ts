/** The whole API: one table per resource. */
import { accountRoutes } from './accounts.ts';
import { batchRoutes } from './batches.ts';
import { broadcastRoutes } from './broadcasts.ts';
import { wishRoutes } from './consents.ts';
import { enrollmentRoutes } from './enrollments.ts';
import { eventRoutes } from './events.ts';
import { formRoutes } from './forms.ts';
import { handoffRoutes } from './handoffs.ts';
import { inboundRoutes } from './inbound.ts';
import { keyRoutes } from './keys.ts';
import { leadRoutes } from './leads.ts';
import { mergeRoutes } from './merges.ts';
import { messageRoutes } from './messages.ts';
import { migrationRoutes } from './migrations.ts';
import { pauseRoutes } from './pauses.ts';
import { registrationRoutes } from './registration.ts';
import { rightsRoutes } from './rights.ts';
import type { Route } from './route.ts';
import { scoreRoutes } from './scores.ts';
import { segmentRoutes } from './segments.ts';
import { sequenceRoutes } from './sequences.ts';
import { sourceRoutes } from './sources.ts';
import { stageRoutes } from './stages.ts';
import { statusRoutes } from './status.ts';
import { suppressionRoutes } from './suppressions.ts';
import { taskRoutes } from './tasks.ts';
import { webhookRoutes } from './webhooks.ts';

export const apiRoutes: readonly Route[] = [
  ...leadRoutes,
  ...stageRoutes,
  ...mergeRoutes,
  ...accountRoutes,
  ...sourceRoutes,
  ...registrationRoutes,
  ...rightsRoutes,
  ...wishRoutes,
  ...suppressionRoutes,
  ...formRoutes,
  ...eventRoutes,
  ...scoreRoutes,
  ...enrollmentRoutes,
  ...pauseRoutes,
  ...segmentRoutes,
  ...batchRoutes,
  ...broadcastRoutes,
  ...handoffRoutes,
  ...messageRoutes,
  ...inboundRoutes,
  ...taskRoutes,
  ...sequenceRoutes,
  ...migrationRoutes,
  ...webhookRoutes,
  ...keyRoutes,
  ...statusRoutes,
];
