/** Tries a mailbox as the poller would open it, and changes nothing there. */
import type { Mailbox } from '../../../domain/mailbox.ts';
import { usualSessionLimits } from './mailbox-poller.ts';
import { connectImap, imapTrouble, type SessionLimits } from './session.ts';

export type MailboxCheck =
  | {
      readonly state: 'ok';
      readonly messages: number;
      readonly uidValidity: string;
      /** From the connection to the open folder. */
      readonly tookMs: number;
    }
  | { readonly state: 'failed'; readonly reason: string; readonly tookMs: number };

/** Connects, logs in and opens the folder. Never throws. */
export async function checkMailbox(mailbox: Mailbox, limits: Partial<SessionLimits> = {}): Promise<MailboxCheck> {
  const began = performance.now();
  const tookMs = (): number => Math.round(performance.now() - began);
  try {
    const session = await connectImap(mailbox, { ...usualSessionLimits, ...limits }, () => {});
    try {
      const { messages, uidValidity } = await session.open();
      return { state: 'ok', messages, uidValidity: String(uidValidity), tookMs: tookMs() };
    } finally {
      await session.close();
    }
  } catch (error) {
    return { state: 'failed', reason: imapTrouble(error, mailbox), tookMs: tookMs() };
  }
}
