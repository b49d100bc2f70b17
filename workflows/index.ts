/** The workflow types that a worker serves; the bundle starts here. */
export { broadcast } from './broadcast.ts';
export { crm } from './crm.ts';
export { crmPull } from './crm-pull.ts';
export { deskDigest } from './desk-digest.ts';
export { erasure } from './erasure.ts';
export { handoff } from './handoff.ts';
export { letter } from './letter.ts';
export { massEnrollment } from './mass-enrollment.ts';
export { migration } from './migration.ts';
export { nurture } from './nurture.ts';
export { recompute } from './recompute.ts';
export { retention } from './retention.ts';
export { sources } from './sources.ts';
export { webhooks } from './webhooks.ts';
