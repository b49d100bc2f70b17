/**
 * What people do with a mail, made up: when they come, how they read, what they click. Knows nothing of the rules by which
 * they are judged.
 */
import {
  appleProxy,
  type Caller,
  chatPreview,
  gmailProxy,
  machine,
  mailProgram,
  type Network,
  person,
  yahooProxy,
} from './caller.ts';
import type { Chance } from './chance.ts';
import { linksOf, type Mail, type Truth } from './mail.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

export const mailboxes = { gateway: 35, gmail: 22, apple: 18, yahoo: 4, plain: 21 };
export type Mailbox = keyof typeof mailboxes;

const habits = {
  'one click': 46,
  'double click': 7,
  'reads on and clicks several': 18,
  'two links quickly': 4,
  'opens links in tabs': 2,
  'two devices': 5,
  'shares it in a chat': 4,
  'at once on the phone': 4,
  'days later': 6,
  'checked while clicking': 4,
};
type Habit = keyof typeof habits;

/** A person comes to the mail. `office` is the network that it shares with a scanner, if there is one. */
export function visit(chance: Chance, mail: Mail, mailbox: Mailbox, office: Network | null): void {
  const habit = chance.weighted(habits);
  const behaviour = office ? `human: behind the scanner's network` : `human: ${habit}`;
  const truth: Truth = { who: 'human', behaviour };
  const device = person(chance, habit === 'at once on the phone' ? true : undefined);
  const caller = { ...device, ...office };
  const openedAt = mail.sentAt + arrival(chance, habit, mailbox);
  look(chance, mail, mailbox, caller, openedAt);
  const clickedAt = openedAt + Math.max(1.2 * second, chance.around(11 * second, 0.9));
  act(chance, mail, habit, caller, clickedAt, truth);
}

/** Half come within two and a half hours, few at once, some after days. Behind a gateway mail arrives after its check. */
function arrival(chance: Chance, habit: Habit, mailbox: Mailbox): number {
  if (habit === 'at once on the phone') return chance.between(3 * second, 40 * second);
  if (habit === 'days later') return chance.between(24 * hour, 12 * 24 * hour);
  const arrived = mailbox === 'gateway' ? chance.around(70 * second, 0.5) : chance.around(4 * second, 0.8);
  return arrived + chance.around(150 * minute, 1.9);
}

/** The pixel, as the mailbox loads it; many programs show no images. */
function look(chance: Chance, mail: Mail, mailbox: Mailbox, caller: Caller, at: number): void {
  const truth: Truth = { who: 'human', behaviour: `open: ${mailbox}` };
  const shown = { at: at + chance.between(100, 1_500) };
  switch (mailbox) {
    case 'gmail':
      if (chance.happens(0.9)) mail.open(gmailProxy, truth, shown);
      return;
    case 'yahoo':
      if (chance.happens(0.9)) mail.open(yahooProxy, truth, shown);
      return;
    case 'apple': {
      const loaded = { at: mail.sentAt + chance.around(6 * minute, 1.6) };
      mail.open(appleProxy(chance), { who: 'machine', behaviour: 'open: Apple loads it in advance' }, loaded);
      return;
    }
    case 'gateway':
    case 'plain':
      if (!chance.happens(0.55)) return;
      mail.open(chance.happens(0.5) ? { ...caller, userAgent: mailProgram(chance) } : caller, truth, shown);
  }
}

function act(chance: Chance, mail: Mail, habit: Habit, caller: Caller, at: number, truth: Truth): void {
  const links = linksOf(mail);
  const first = chance.one(links);
  switch (habit) {
    case 'double click':
      mail.click(caller, truth, first, { at });
      mail.click(caller, truth, first, { at: at + chance.between(120, 900) });
      return;
    case 'reads on and clicks several':
      follow(mail, caller, truth, wanted(chance, links, chance.whole(2, 5)), at, () =>
        Math.max(2.5 * second, chance.around(28 * second, 1)),
      );
      return;
    case 'two links quickly':
      follow(mail, caller, truth, wanted(chance, links, 2), at, () => chance.between(900, 4_000));
      return;
    case 'opens links in tabs':
      follow(mail, caller, truth, wanted(chance, links, chance.whole(2, 4)), at, () => chance.between(600, 2_500));
      return;
    case 'two devices':
      mail.click(caller, truth, first, { at });
      mail.click(person(chance), truth, first, { at: at + chance.around(40 * minute, 1.5) });
      return;
    case 'shares it in a chat':
      mail.click(caller, truth, first, { at });
      share(chance, mail, first, at + chance.around(3 * minute, 1), truth);
      return;
    case 'checked while clicking':
      mail.click(caller, truth, first, { at });
      mail.click(
        machine(chance, 'browser'),
        { who: 'machine', behaviour: 'scanner: checks what a person clicks' },
        first,
        { at: at + chance.between(-900, 1_200) },
      );
      return;
    case 'one click':
    case 'at once on the phone':
    case 'days later':
      mail.click(caller, truth, first, { at });
  }
}

/** Most read from top to bottom. */
function wanted(chance: Chance, links: readonly number[], count: number): readonly number[] {
  const chosen = chance.some(links, count);
  return chance.happens(0.7) ? chosen.toSorted((a, b) => a - b) : chosen;
}

function follow(
  mail: Mail,
  caller: Caller,
  truth: Truth,
  links: readonly number[],
  from: number,
  pause: () => number,
): void {
  let at = from;
  for (const link of links) {
    mail.click(caller, truth, link, { at });
    at += pause();
  }
}

/** The chat makes a card, then a colleague clicks. */
function share(chance: Chance, mail: Mail, link: number, at: number, truth: Truth): void {
  mail.click(chatPreview(chance), { who: 'machine', behaviour: 'chat: makes a card' }, link, { at });
  if (chance.happens(0.6)) mail.click(person(chance), truth, link, { at: at + chance.around(50 * second, 1) });
}
