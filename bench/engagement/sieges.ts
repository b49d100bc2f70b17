/**
 * Mails that machines ask for by the hundred, and a person once, minutes later: large newsletters that several scanners go
 * through, scripts and pixels that are asked again and again, floods from everywhere. Apart from the other made-up mails, of
 * which they would be few: whether the person counts must show.
 */
import { machine, person } from './caller.ts';
import { type Chance, createChance } from './chance.ts';
import { createMail, linksOf, type Mail, type Sample, type Truth } from './mail.ts';

const second = 1_000;
const minute = 60 * second;

const manners = {
  'several scanners': 40,
  'a script that asks with HEAD': 15,
  'opens by the hundred': 15,
  'a flood from one network': 15,
  'a flood from everywhere': 15,
};
type Manner = keyof typeof manners;

export function sieges({ seed, mails }: { readonly seed: number; readonly mails: number }): readonly Sample[] {
  return Array.from({ length: mails }, (_, number) => {
    const chance = createChance(Math.imul(seed, 0x85ebca6b) ^ number);
    const mail = createMail(
      `s${number}`,
      Date.UTC(2026, 10, 2, 8) + number * second,
      chance.whole(10, 60),
      false,
      true,
    );
    const manner = chance.weighted(manners);
    const over = besiege(chance, mail, manner);
    const truth: Truth = { who: 'human', behaviour: `human: after ${manner}` };
    const at = over + chance.between(2 * minute, 25 * minute);
    mail.click(person(chance), truth, chance.one(linksOf(mail)), { at });
    return mail.sample();
  });
}

/** Returns when it was over. */
function besiege(chance: Chance, mail: Mail, manner: Manner): number {
  const truth: Truth = { who: 'machine', behaviour: `siege: ${manner}` };
  const from = mail.sentAt + chance.around(43 * second, 0.67);
  const count = chance.whole(120, 400);
  const links = linksOf(mail);
  switch (manner) {
    case 'several scanners':
      return scanned(chance, mail, truth, from);
    case 'opens by the hundred':
    case 'a script that asks with HEAD': {
      const caller = machine(chance, manner === 'opens by the hundred' ? 'browser' : 'script');
      const every = chance.between(second, 6 * second);
      for (let i = 0; i < count; i += 1) {
        const at = from + i * every;
        if (manner === 'opens by the hundred') mail.open(caller, truth, { at });
        else mail.click(caller, truth, chance.one(links), { at, method: 'HEAD' });
      }
      return from + count * every;
    }
    case 'a flood from one network':
    case 'a flood from everywhere': {
      const caller = machine(chance, 'browser');
      const every = chance.between(20, 200);
      for (let i = 0; i < count; i += 1) {
        const network = manner === 'a flood from everywhere' ? `${caller.network}-${i}` : caller.network;
        mail.click({ ...caller, network }, truth, chance.one(links), { at: from + i * every });
      }
      return from + count * every;
    }
  }
}

/** Three to five go through all links one after the other, most with HEAD before GET. */
function scanned(chance: Chance, mail: Mail, truth: Truth, from: number): number {
  let at = from;
  for (let scanner = chance.whole(3, 5); scanner > 0; scanner -= 1) {
    const caller = machine(chance, chance.happens(0.5) ? 'browser' : 'product');
    const looks = chance.happens(0.7);
    for (const link of linksOf(mail)) {
      if (looks) mail.click(caller, truth, link, { at, method: 'HEAD' });
      mail.click(caller, truth, link, { at: at + (looks ? chance.between(10, 40) : 0) });
      at += chance.between(20, 80);
    }
    at += chance.between(0, 3 * second);
  }
  return at;
}
