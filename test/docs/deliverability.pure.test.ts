/** The classes of refusals in docs/deliverability.md are those of the table: written with UPDATE_DOCS=1, else compared. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ClassRule, deliveryClasses, type LeadEffect } from '../../domain/delivery-class.ts';
import { deliveryRules } from '../../domain/delivery-rules.ts';
import { assertNever } from '../../domain/errors.ts';

const file = new URL('../../docs/deliverability.md', import.meta.url);

const pause = (minutes: number): string => (minutes < 60 ? `${minutes} min` : `${minutes / 60} h`);

function tries({ retryMinutes, giveUpHours }: ClassRule): string {
  if (retryMinutes === null) return 'no';
  return `${retryMinutes.map(pause).join(', ')}${giveUpHours === null ? '' : `; given up after ${giveUpHours} h`}`;
}

function lead(effect: LeadEffect): string {
  switch (effect.kind) {
    case 'none':
      return '–';
    case 'dead':
      return 'dead';
    case 'counts':
      return `dead after ${effect.events} within ${effect.withinDays} days, ${effect.apartHours} h apart`;
    default:
      return assertNever(effect);
  }
}

const senders: Readonly<Record<ClassRule['sender'], string>> = {
  none: '–',
  slow: 'less to this receiver',
  'pause-domain': 'pause of the domain',
  'pause-relay': 'pause of the relay',
};

test('docs/deliverability.md has every class of refusals with what follows from it', () => {
  const rows = deliveryClasses.map((name) => {
    const rule = deliveryRules[name];
    return `| \`${name}\` | ${rule.about} | ${tries(rule)} | ${lead(rule.lead)} | ${senders[rule.sender]} |`;
  });
  const table = ['| class | what it means | tried again | the address | who sends |', '|---|---|---|---|---|', ...rows];
  const text = readFileSync(file, 'utf8');
  const expected = text.replace(/(<!-- classes:.*-->\n)[\s\S]*(<!-- \/classes -->)/, `$1${table.join('\n')}\n$2`);
  if (process.env.UPDATE_DOCS) writeFileSync(file, expected);
  else expect(text).toBe(expected);
  expect(expected.split('\n').length).toBeLessThan(221);
});
