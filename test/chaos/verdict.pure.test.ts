import { expect, it } from 'vitest';
import { type Arrival, type Evidence, type LedgerRow, verdictOf } from './verdict.ts';

const row = (id: string, state: string, detail: string | null = '250 ok'): LedgerRow => ({
  id,
  recipient: `${id}@x.example`,
  state,
  detail,
});
const mail = (messageId: string, more: Partial<Arrival> = {}): Arrival => ({
  messageId,
  to: `${messageId}@x.example`,
  subject: 'one',
  answered: true,
  ...more,
});

/** Two sent, one of unknown fate that arrived, one that did not, one that the relay broke off. */
const well: Evidence = {
  mails: 5,
  rows: [row('a', 'SENT'), row('b', 'SENT'), row('c', 'UNKNOWN'), row('d', 'UNKNOWN'), row('e', 'UNKNOWN')],
  arrivals: [mail('a'), mail('b'), mail('c'), mail('e', { answered: false })],
  inFlight: new Set(['c', 'd']),
  dead: true,
};
const but = (changes: Partial<Evidence>): Evidence => ({ ...well, ...changes });
const with1 = (changed: LedgerRow): Evidence =>
  but({ rows: [changed, ...well.rows.filter(({ id }) => id !== changed.id)] });

it('counts what was sent and what is unknown, and finds no fault where ledger and relay agree', () => {
  expect(verdictOf(well)).toEqual({ sent: 2, unknown: 3, arrived: 2, twice: 0, lost: 0, faults: [] });
});

it.each<[string, Evidence, Partial<ReturnType<typeof verdictOf>>, RegExp]>([
  [
    'one message arrives twice',
    but({ arrivals: [...well.arrivals, mail('a')] }),
    { twice: 1 },
    /a arrived more than once/,
  ],
  [
    'one mail arrives twice under two names',
    but({ arrivals: [...well.arrivals, mail('d', { to: 'a@x.example' })] }),
    { twice: 1 },
    /"one" to a@x.example arrived more than once/,
  ],
  [
    'a mail that was cut off by the relay comes again',
    but({ arrivals: [...well.arrivals, mail('e')] }),
    { twice: 1 },
    /e arrived more than once/,
  ],
  ['a mail is still to be sent', with1(row('b', 'DEFERRED', 'later')), { lost: 1 }, /b ended DEFERRED: later/],
  [
    'a mail is called sent that never was',
    with1(row('d', 'SENT')),
    { lost: 1 },
    /d is SENT, and the relay never took it/,
  ],
  ['a mail is called sent that got no answer', with1(row('e', 'SENT')), { lost: 1 }, /e is SENT, and the relay never/],
  ['a lead has no mail', but({ mails: 6 }), { lost: 1 }, /a mail has no row/],
  ['a lead has two', but({ mails: 4 }), {}, /5 rows for 4 mails/],
  ['an unknown fate has no reason', with1(row('c', 'UNKNOWN', '')), {}, /c is UNKNOWN and does not say why/],
  ['a fate is unknown without need', with1(row('a', 'UNKNOWN')), {}, /a is UNKNOWN although its worker was not struck/],
  ['a mail that was leaving is sent again', but({ inFlight: new Set(['a', 'c', 'd']) }), {}, /a was leaving when its/],
  [
    'a mail arrives that nobody knows',
    but({ arrivals: [...well.arrivals, mail('z')] }),
    {},
    /z arrived, and is not in/,
  ],
])('finds the fault when %s', (_, evidence, counts, fault) => {
  const verdict = verdictOf(evidence);
  expect(verdict).toMatchObject(counts);
  expect(verdict.faults.join('\n')).toMatch(fault);
});

it('lets a worker that wakes up book what it had sent', () => {
  expect(verdictOf(but({ inFlight: new Set(['a', 'c', 'd']), dead: false })).faults).toEqual([]);
});
