/**
 * Reads what is new in a folder over one open connection: in the order of UIDs, one mail in memory at a time, the cursor
 * behind what has been kept. Waits for nothing and opens nothing: when it throws, its caller tries again later.
 */
import { type Instant, instantFromMs } from '../../../domain/instant.ts';
import type { Mailbox } from '../../../domain/mailbox.ts';
import type { Deliver } from '../arrival.ts';
import { type CursorStore, createProgress, lastDone, type Progress, validityOf, wayKey } from './cursor.ts';
import { type ImapSession, imapTrouble, type MailInfo } from './session.ts';

export interface MailboxLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface ReadingOptions {
  readonly mailbox: Mailbox;
  readonly cursors: CursorStore;
  readonly deliver: Deliver;
  readonly now: () => Instant;
  readonly log: MailboxLog;
  readonly retryMs: (failures: number) => number;
  /** Asked before each batch of mails; false ends the reading. */
  readonly goOn: () => Promise<boolean>;
}

export interface Reading {
  /** Looks once for new mail and hands it on. @throws what the connection or the delivery threw */
  look(session: ImapSession): Promise<void>;
  /** Somebody else may have read since: the cursor is asked again. */
  forget(): void;
  /** Null before the first look. */
  readonly lastUid: number | null;
  /** Mails that could not be kept again and again. */
  readonly aside: readonly number[];
}

/** Mails whose sizes are asked for together. */
const batch = 100;
/** After so many kept mails the cursor is written; those behind it come again after a crash, and are known then. */
const cursorEvery = 20;
/** A mail that cannot be kept for so long, while others can, is given up. */
const hopelessAfterMs = 24 * 60 * 60_000;

export function createReading(options: ReadingOptions): Reading {
  const { mailbox, cursors, now, log, retryMs } = options;
  let known: { readonly validity: string; readonly progress: Progress } | null = null;

  /** What has been done of the folder that the server shows. */
  async function progressOf(validity: string): Promise<Progress> {
    if (known?.validity === validity) return known.progress;
    const cursor = known === null ? await cursors.read(mailbox.name) : null;
    const lastUid = lastDone(cursor, validity);
    if (known !== null || (cursor !== null && lastUid === 0 && cursor.uidValidity !== validity)) {
      log.warn({ mailbox: mailbox.name }, 'The server counts this folder anew (UIDVALIDITY); all of it is read again');
    }
    known = { validity, progress: createProgress(lastUid, retryMs) };
    return known.progress;
  }

  async function look(session: ImapSession): Promise<void> {
    const { uidValidity, uidNext } = await session.open();
    const validity = validityOf(mailbox, uidValidity);
    const progress = await progressOf(validity);
    const pass = createPass(options, session, validity, progress);
    try {
      const nothingNew = uidNext !== null && uidNext <= progress.high + 1;
      const uids = nothingNew ? [] : await session.uidsFrom(progress.high + 1);
      await pass.take(uids, 'new');
      await pass.take(progress.due(now()), 'aside');
      pass.giveUp();
    } finally {
      await pass.saveCursor();
    }
  }

  return {
    look,
    forget() {
      known = null;
    },
    get lastUid() {
      return known?.progress.lastUid ?? null;
    },
    get aside() {
      return known?.progress.aside ?? [];
    },
  };
}

/** One look at the folder. */
function createPass(options: ReadingOptions, session: ImapSession, validity: string, progress: Progress) {
  const { mailbox, cursors, deliver, now, log, goOn } = options;
  const { name } = mailbox;
  let written = progress.lastUid;
  let unwritten = 0;
  let kept = 0;

  async function saveCursor(): Promise<void> {
    unwritten = 0;
    if (progress.lastUid === written) return;
    written = progress.lastUid;
    await cursors.write(name, { uidValidity: validity, lastUid: written }, now());
  }

  /** False when it is gone from the mailbox. */
  async function keep(info: MailInfo): Promise<boolean> {
    const found = await session.fetch(info);
    if (found === null) return false;
    const { raw, truncated } = found;
    if (truncated)
      log.warn({ mailbox: name, uid: info.uid, bytes: info.size }, 'Of a large mail only the beginning is kept');
    const key = wayKey(name, validity, info.uid);
    await deliver({
      way: `imap/${name}`,
      wayKey: key,
      envelopeFrom: null,
      envelopeTo: [],
      raw: truncated ? marked(raw, info.size) : raw,
      receivedAt: arrivedAt(info, now()),
    });
    return true;
  }

  async function finish(uid: number): Promise<void> {
    try {
      await session.finish(uid);
    } catch (error) {
      // It is kept, and stays where it is: that must not hold up the others.
      log.error({ mailbox: name, uid, reason: imapTrouble(error, mailbox) }, 'A kept mail could not be put away');
      if (!session.alive) throw error;
    }
  }

  async function takeOne(info: MailInfo, line: 'new' | 'aside'): Promise<void> {
    const { uid } = info;
    try {
      if (await keep(info)) {
        kept += 1;
        await finish(uid);
      }
      progress.done(uid);
    } catch (error) {
      progress.failed(uid, now());
      log.warn(
        { mailbox: name, uid, reason: imapTrouble(error, mailbox) },
        'A mail could not be kept; it is tried again',
      );
      // It may be the database. Those behind it come when this one has failed often enough to be left alone.
      if (line === 'new' || !session.alive) throw error;
    }
    unwritten += 1;
    if (unwritten >= cursorEvery) await saveCursor();
  }

  async function take(uids: readonly number[], line: 'new' | 'aside'): Promise<void> {
    for (let at = 0; at < uids.length; at += batch) {
      if (!(await goOn())) return;
      const wanted = uids.slice(at, at + batch).filter((uid) => line === 'aside' || !progress.waits(uid, now()));
      const infos = wanted.length === 0 ? [] : await session.infos(wanted);
      for (const uid of wanted) {
        const info = infos.find((each) => each.uid === uid);
        // Deleted by somebody since it was found.
        if (info === undefined) progress.done(uid);
        else await takeOne(info, line);
        if (!(await goOn())) return;
      }
    }
  }

  return {
    take,
    saveCursor,
    giveUp() {
      if (kept === 0) return;
      for (const uid of progress.hopeless(now(), hopelessAfterMs)) {
        progress.done(uid);
        log.error({ mailbox: name, uid }, 'A mail could not be kept for a day while others could; it is given up');
      }
    },
  };
}

/** A line of the header, before all others, where it changes nothing for whoever reads the mail. */
function marked(raw: Uint8Array, size: number): Uint8Array {
  return Buffer.concat([Buffer.from(`X-Tendril-Truncated: kept=${raw.length}; size=${size}\r\n`), raw]);
}

/** When the mailbox got it, by the server's clock unless that is ahead of ours. */
function arrivedAt({ arrivedAt: date }: MailInfo, now: Instant): Instant {
  if (date === null) return now;
  const arrived = instantFromMs(date.getTime());
  return arrived < now ? arrived : now;
}
