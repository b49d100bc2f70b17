/**
 * The review lane: looks at leads that changed or of which time may have changed something, page after page, and waits when
 * none is due: until it is woken by a change, or until the first of the moments that the leads themselves say. It needs the
 * database alone, so it goes on while Temporal is away.
 */
import type { Logger } from 'pino';
import type { Segments } from '../db/store.ts';
import { instantFromMs, msOf } from '../domain/instant.ts';

/** Leads in one transaction. */
const atOnce = 200;
/** Looked at this often even when nothing notifies: also for what is published by somebody who was ended meanwhile. */
const longestRestMs = 60_000;
/** After a failure, and where leads are due that another lane holds. */
const shortRestMs = 1_000;

export interface ReviewLane {
  stop(): Promise<void>;
}

export async function startReviews(
  segments: Pick<Segments, 'watch' | 'review' | 'nextReview' | 'listen'>,
  log: Logger,
): Promise<ReviewLane> {
  let stopping = false;
  let woken = false;
  let wake: () => void = () => {};
  const notify = (): void => {
    woken = true;
    wake();
  };
  const now = () => instantFromMs(Date.now());
  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (woken || stopping) return resolve();
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  let watchedAt = Number.NEGATIVE_INFINITY;
  /** What is published is watched at once by who publishes; this mends what was cut off. */
  const watch = async (): Promise<void> => {
    if (performance.now() - watchedAt < longestRestMs) return;
    for (const { segment, members } of await segments.watch(now()))
      log.info({ segment, members }, 'a segment is watched');
    watchedAt = performance.now();
  };
  const turn = async (): Promise<number> => {
    await watch();
    const { looked, entered, left, enrolled } = await segments.review(atOnce, now());
    if (entered + left > 0) log.info({ looked, entered, left, enrolled }, 'leads came into segments or left them');
    if (looked > 0) return 0;
    const next = await segments.nextReview();
    return next === null ? longestRestMs : Math.min(longestRestMs, Math.max(shortRestMs, msOf(next) - Date.now()));
  };
  const loop = async (): Promise<void> => {
    while (!stopping) {
      woken = false;
      const restMs = await turn().catch((error: unknown) => {
        log.warn({ err: error }, 'leads cannot be reviewed; trying again');
        return shortRestMs;
      });
      if (restMs > 0) await rest(restMs);
    }
  };
  const listener = await segments.listen(notify);
  const running = loop();
  return {
    async stop() {
      stopping = true;
      notify();
      await running;
      await listener.stop();
    },
  };
}
