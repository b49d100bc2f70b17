/** What belongs to a hand-off: the mails about it and the others of its buying group. */
import type { HandoffStatus } from '../../domain/handoff.ts';

export interface HandoffMessage {
  /** The one that leads, where it was about one that is attached. */
  readonly handoffId: string;
  /** The very one that it was about. */
  readonly ownId: string;
  readonly recipient: string;
  /** The mail itself, when what was answered is about an answer to it. */
  readonly messageId: string;
  readonly subject: string | null;
}

/** Another hand-off of the same buying group: of the same company and product, at the same time. */
export interface GroupMember {
  readonly id: string;
  readonly leadId: string;
  readonly email: string;
  readonly name: string;
  readonly title: string | null;
  readonly score: number;
  readonly status: HandoffStatus;
  /** Whether it is the one that leads. */
  readonly leads: boolean;
}
