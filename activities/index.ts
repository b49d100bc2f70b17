/** The activities of a worker, made once from what they need. */
import type { Activities } from '../workflows/messages.ts';
import { guarded } from './boundary.ts';
import { createSendBroadcast } from './broadcast.ts';
import { createReadCrm, createTellCrm } from './crm.ts';
import { createDeskDigest } from './desk-digest.ts';
import { createEraseExecutions } from './erasure.ts';
import { createConverseHandoff } from './handoff.ts';
import { createSendLetter } from './letter.ts';
import { createEnrollBatch } from './mass-enrollment.ts';
import { createMigrateBatch } from './migrate-enrollments.ts';
import { createConverse } from './nurture.ts';
import type { Deps } from './ports.ts';
import { createRecomputeBatch } from './recompute.ts';
import { createKeepRetention } from './retention.ts';
import { createReviewSources } from './sources.ts';
import { createDeliverWebhooks } from './webhooks.ts';

export const createActivities = (deps: Deps): Activities => ({
  converse: guarded(createConverse(deps)),
  converseHandoff: guarded(createConverseHandoff(deps)),
  enrollBatch: guarded(createEnrollBatch(deps)),
  recomputeBatch: guarded(createRecomputeBatch(deps)),
  migrateBatch: guarded(createMigrateBatch(deps)),
  sendBroadcast: guarded(createSendBroadcast(deps)),
  sendLetter: guarded(createSendLetter(deps)),
  eraseExecutions: guarded(createEraseExecutions(deps)),
  keepRetention: guarded(createKeepRetention(deps)),
  reviewSources: guarded(createReviewSources(deps)),
  deskDigest: guarded(createDeskDigest(deps)),
  deliverWebhooks: guarded(createDeliverWebhooks(deps)),
  tellCrm: guarded(createTellCrm(deps)),
  readCrm: guarded(createReadCrm(deps)),
});
