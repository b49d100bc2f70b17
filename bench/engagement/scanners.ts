/**
 * What security products do with a mail, made up after published counts: bursts at a median of 43 s after the mail went out,
 * 31 % of them later than a minute, all nine or ten links in under a second; the pixel in 61 % of cases within 10 s and in
 * 84 % within 20 s; some with delays at random. Knows nothing of the rules by which they are judged.
 */
import { type Caller, type Disguise, machine, type Network } from './caller.ts';
import type { Chance } from './chance.ts';
import { linksOf, type Mail, type Truth } from './mail.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const manners = {
  burst: 46,
  'burst from many networks': 12,
  'HEAD, then GET': 9,
  'pixel first, then links': 10,
  'some links only': 11,
  'pauses at random': 8,
  'hours later': 4,
};
type Manner = keyof typeof manners;

/** Half call themselves a browser. */
const disguises: Readonly<Record<Disguise, number>> = {
  product: 22,
  script: 9,
  headless: 8,
  none: 6,
  bare: 5,
  browser: 50,
};

/** A scanner goes through the mail. `office`: it stands in the company's own network, not at a hoster. */
export function scan(chance: Chance, mail: Mail, office: Network | null): void {
  const manner = chance.weighted(manners);
  const disguise = chance.weighted(disguises);
  const caller = { ...machine(chance, disguise), ...office };
  const dressed = disguise === 'browser' ? 'as a browser' : 'by its name';
  const truth: Truth = { who: 'machine', behaviour: `scanner: ${manner}, ${dressed}` };
  const at = mail.sentAt + start(chance, manner);
  if (manner === 'pixel first, then links' || chance.happens(0.5)) {
    const truthOfOpen: Truth = { who: 'machine', behaviour: 'open: a scanner' };
    mail.open(caller, truthOfOpen, { at: mail.sentAt + chance.around(7.6 * second, 0.97) });
  }
  const links = targets(chance, mail, manner);
  if (manner === 'pauses at random') paced(chance, mail, caller, truth, links, at);
  else burst(chance, mail, manner, caller, truth, links, at);
}

function start(chance: Chance, manner: Manner): number {
  return manner === 'hours later' ? chance.between(hour, 60 * hour) : chance.around(43 * second, 0.67);
}

function targets(chance: Chance, mail: Mail, manner: Manner): readonly (number | 'honeypot')[] {
  const links = linksOf(mail);
  if (manner === 'some links only') {
    const chosen = chance.some(links, Math.max(1, Math.round(links.length * chance.between(0.2, 0.7))));
    return mail.hasHoneypot && chance.happens(0.4) ? [...chosen, 'honeypot'] : chosen;
  }
  const all = chance.happens(0.75) ? links : chance.some(links, links.length);
  return mail.hasHoneypot && chance.happens(0.85) ? [...all, 'honeypot'] : all;
}

function burst(
  chance: Chance,
  mail: Mail,
  manner: Manner,
  caller: Caller,
  truth: Truth,
  links: readonly (number | 'honeypot')[],
  at: number,
): void {
  const length = chance.around(600, 0.6);
  for (const [index, link] of links.entries()) {
    const by =
      manner === 'burst from many networks' ? { ...caller, network: `${caller.network}-${index % 4}` } : caller;
    const moment = at + (length * index) / Math.max(1, links.length) + chance.between(0, 40);
    if (manner === 'HEAD, then GET') mail.click(by, truth, link, { at: moment, method: 'HEAD' });
    const later = manner === 'HEAD, then GET' ? chance.between(30, 2_500) : 0;
    mail.click(by, truth, link, { at: moment + later });
  }
}

/** Seconds to minutes between links, from one network or from several. */
function paced(
  chance: Chance,
  mail: Mail,
  caller: Caller,
  truth: Truth,
  links: readonly (number | 'honeypot')[],
  from: number,
): void {
  const mean = chance.between(4 * second, 1.5 * minute);
  const wanders = chance.happens(0.35);
  let at = from;
  for (const [index, link] of links.entries()) {
    mail.click(wanders ? { ...caller, network: `${caller.network}-${index}` } : caller, truth, link, { at });
    at += second + chance.exponential(mean);
  }
}
