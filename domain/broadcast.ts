/**
 * A broadcast: one mail to all leads of a segment. Who gets it is looked at lead by lead, when its turn comes; each mail
 * passes the same gate as one of a sequence.
 */

import type { Stage } from './lifecycle.ts';
import type { Cap, SendWindow, StaleRule } from './program-settings.ts';

export interface BroadcastSettings {
  /** What the leads must have agreed to. */
  readonly purpose: string;
  readonly stages: readonly Stage[];
  /** Who goes first when a cap is reached. */
  readonly priority: number;
  /** Besides the caps of the organisation. */
  readonly caps: readonly Cap[];
  /** Null: at any time. */
  readonly window: SendWindow | null;
  /** How late is too late, counted from its start; null: never. */
  readonly stale: StaleRule | null;
}

export const broadcastStatuses = ['scheduled', 'running', 'paused', 'done', 'stopped'] as const;
export type BroadcastStatus = (typeof broadcastStatuses)[number];
