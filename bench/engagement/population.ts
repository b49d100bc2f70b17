/** Mails with what happened to them: sent to many kinds of mailboxes, scanned, looked at and clicked. Made up, by a seed. */
import { officeNetwork } from './caller.ts';
import { createChance } from './chance.ts';
import { mailboxes, visit } from './humans.ts';
import { createMail, type Sample } from './mail.ts';
import { scan } from './scanners.ts';

/** How many links mails have, as single-purpose mails and newsletters do. */
const linkCounts = { '1': 14, '2': 14, '3': 26, '6': 16, '10': 30 };

export interface PopulationOptions {
  readonly seed: number;
  readonly mails: number;
  /** Whether the operator keeps lists of networks. */
  readonly listed?: boolean;
}

export function population({ seed, mails, listed = true }: PopulationOptions): readonly Sample[] {
  return Array.from({ length: mails }, (_, number) => {
    const sample = happenings(seed, number);
    return listed ? sample : { ...sample, hits: sample.hits.map((hit) => ({ ...hit, networkKind: null })) };
  });
}

function happenings(seed: number, number: number): Sample {
  const chance = createChance(Math.imul(seed, 0x9e3779b1) ^ number);
  const mailbox = chance.weighted(mailboxes);
  const links = Number(chance.weighted(linkCounts));
  const sentAt = Date.UTC(2026, 10, 2, 8) + number * 1_000;
  const mail = createMail(`m${number}`, sentAt, links, chance.happens(0.3), chance.happens(0.97));
  // Mails without a gateway are checked too, by the mailbox's provider or on the way.
  const scanned = chance.happens(mailbox === 'gateway' ? 0.75 : 0.12);
  const office = mailbox === 'gateway' && chance.happens(0.2) ? officeNetwork(chance) : null;
  if (scanned) scan(chance, mail, office);
  if (chance.happens(0.6)) visit(chance, mail, mailbox, office);
  return mail.sample();
}
