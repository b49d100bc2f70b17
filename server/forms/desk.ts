/**
 * Where forms are handed in. A submission is kept in one statement that is the same for everybody, then the visitor is answered,
 * and only then it is worked on: so the time of an answer tells nothing of whether an address is known. What a process leaves
 * undone is found by the next one that looks.
 */
import type { NewSubmission } from '../../db/store.ts';
import { type FormCount, formCounts } from '../../domain/form-submission.ts';
import { dateIn } from '../../domain/time.ts';
import { type TakingDeps, takeSubmission } from './taking.ts';

export interface FormDesk {
  /** Keeps it, and works on it later. @throws DATABASE_UNAVAILABLE */
  submit(submission: NewSubmission): Promise<{ readonly id: string; readonly kept: boolean }>;
  /** Counts what was seen; written now and then. */
  count(form: string, what: FormCount): void;
  /** Works on what others have left, and writes the counts. */
  recover(): Promise<void>;
  /** Resolves when nothing that was handed in here is worked on any more. */
  idle(): Promise<void>;
}

export type DeskDeps = TakingDeps;

/** How many are worked on at once; the others wait in the database as well as here. */
const atOnce = 4;
/** How many of those that others have left are looked at in one go. */
const mostLeft = 200;
/** Counts are written with a submission that is taken, when there are so many of them, and with every look at what was left. */
const mostCounts = 50;

export function createFormDesk(deps: DeskDeps): FormDesk {
  const { store, now, log } = deps;
  const queue: string[] = [];
  const running = new Set<Promise<void>>();
  let counts = new Map<string, number>();
  let counted = 0;
  let writing = Promise.resolve();

  const work = (): void => {
    while (running.size < atOnce && queue.length > 0) {
      const id = queue.shift() ?? '';
      const job: Promise<void> = takeSubmission(deps, id)
        .catch((err: unknown) => log.warn({ err, submission: id }, 'a form that was filled in is worked on later'))
        .finally(() => {
          running.delete(job);
          work();
        });
      running.add(job);
    }
  };

  const writeCounts = async (): Promise<void> => {
    const taken = counts;
    [counts, counted] = [new Map(), 0];
    const rows = [...taken].map(([name, count]) => {
      const [form = '', what] = name.split(' ');
      return { form, what: formCounts.find((one) => one === what) ?? 'shown', count };
    });
    if (rows.length === 0) return;
    await store.forms.count(dateIn(now(), 'UTC'), rows).catch((err: unknown) => {
      for (const [name, count] of taken) counts.set(name, (counts.get(name) ?? 0) + count);
      log.warn({ err }, 'counts of forms are written later');
    });
  };

  const desk: FormDesk = {
    async submit(submission) {
      const { id, kept, status } = await store.forms.keep(submission, now());
      if (kept) desk.count(submission.form, countOf(status));
      if (kept && status === 'pending') {
        // After the answer has left.
        setImmediate(() => {
          queue.push(id);
          work();
          writing = writeCounts();
        });
      }
      return { id, kept };
    },

    count(form, what) {
      const name = `${form} ${what}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      counted += 1;
      if (counted >= mostCounts) void writeCounts();
    },

    async recover() {
      await writeCounts();
      for (const id of await store.forms.waiting(mostLeft, now())) if (!queue.includes(id)) queue.push(id);
      work();
      await desk.idle();
    },

    async idle() {
      await new Promise((resolve) => setImmediate(resolve));
      while (running.size > 0) await Promise.all(running);
      await writing;
    },
  };
  return desk;
}

const countOf = (status: string): FormCount => (status === 'held' || status === 'spam' ? status : 'accepted');
