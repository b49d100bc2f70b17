/** What salespeople write, line by line, and what is read from it. All on Monday, 23 November 2026. Long, because people write in many ways. */
import { describe, expect, it } from 'vitest';
import { readDecision } from '../../domain/written-decision.ts';
import { short, table } from '../support/decision-lines.ts';

const today = '2026-11-23';
const read = (text: string) => readDecision(text, { today });

const decided = `
  Accept                                              => accept
  ACCEPTED.                                           => accept
  accepted, calling her at 3                          => accept
  accept - thanks!                                    => accept
  accept and call her                                 => accept
  I'll take it                                        => accept
  I’ll take it                                        => accept
  Yes, I accept this lead                             => accept
  **Accept**                                          => accept
  ✅ Accept 🎉                                         => accept
  Decision: accept                                    => accept
  accepted, no problem                                => accept
  angenommen                                          => accept
  Ja, übernehme ich                                   => accept
  UEBERNEHME ICH                                      => accept
  J’accepte                                           => accept
  je m'en occupe, merci                               => accept
  lo acepto                                           => accept
  aceito, falo com ela no dia 3                       => accept
  contacted                                           => contacted
  Called her today                                    => contacted
  left a voicemail                                    => contacted
  angerufen, war nett                                 => contacted
  contactée ce matin                                  => contacted
  llamada hoy                                         => contacted
  liguei ontem                                        => contacted
  meeting                                             => meeting
  meeting Tuesday at 15:00                            => meeting 2026-11-24 15:00
  meeting on 3 December at 25:00                      => meeting ?25:00
  meeting tomorrow at 14:75                           => meeting ?14:75
  meeting on 3 December at 3pm                        => meeting 2026-12-03 15:00
  Meeting Tuesday 1 December 14:00                    => meeting 2026-12-01 14:00
  meeting Wednesday, 1 December                       => meeting ?Wednesday, 1 December
  Termin am Donnerstag, 3. Dezember um 15 Uhr         => meeting 2026-12-03 15:00
  Reunión el jueves 3 de diciembre a las 15:00        => meeting 2026-12-03 15:00
  Réunion jeudi 3 décembre à 15h                      => meeting 2026-12-03 15:00
  Zurück: kein Budget vor April                       => return no_budget 2027-04-01
  return: no budget before April                      => return no_budget 2027-04-01
  meeting on December 3rd at 3                        => meeting 2026-12-03
  meeting set for 2026-12-03, 10:00-11:00             => meeting 2026-12-03 10:00
  meeting on 3/4                                      => meeting ?on 3/4
  meeting tomorrow, 10:00 or 14:00                    => meeting 2026-11-24
  Termin am 3.12. um 15 Uhr                           => meeting 2026-12-03 15:00
  RDV le 3 décembre à 15h30                           => meeting 2026-12-03 15:30
  reunión el martes a las 10:00                       => meeting 2026-11-24 10:00
  reunião no dia 3/12 às 15h                          => meeting 2026-12-03 15:00
  call again 1 March at 9:30                          => planned 2027-03-01 09:30
  remind me on 1 March                                => planned 2027-03-01
  Next contact planned for 1 March 2027 at 09:30      => planned 2027-03-01 09:30
  I will call back tomorrow at 2pm                    => planned 2026-11-24 14:00
  follow up in 2 weeks                                => planned 2026-12-07
  wieder anrufen am 1. März                           => planned 2027-03-01
  Wiedervorlage: 1.3. um 9:30 Uhr                     => planned 2027-03-01 09:30
  rappeler le 1er mars à 14h                          => planned 2027-03-01 14:00
  volver a llamar el 1 de marzo a las 10:00           => planned 2027-03-01 10:00
  ligar de novo no dia 1 de março às 15h              => planned 2027-03-01 15:00
  accept, call back tomorrow                          => accept
  not now, call back in March                         => return timing 2027-03-01
  meeting tomorrow at 9:30                            => meeting 2026-11-24 09:30
  meeting tomorrow at 3:30                            => meeting 2026-11-24
  meeting tomorrow at 14h                             => meeting 2026-11-24 14:00
  meeting tomorrow, 2pm                               => meeting 2026-11-24 14:00
  Termin morgen um 14.30 Uhr                          => meeting 2026-11-24 14:30
  meeting tomorrow at half past two                   => meeting 2026-11-24
  won                                                 => won
  won 12.500 EUR starter plan                         => won 12500 EUR (starter plan)
  Won: starter plan for 12,500.50 USD                 => won 12500.50 USD (starter plan)
  won €1.250.000                                      => won 1250000 EUR
  won 12k EUR                                         => won 12000 EUR
  we won 4’800 CHF                                    => won 4800 CHF
  won US$ 99.90 basic                                 => won 99.90 USD (basic)
  won: starter plan                                   => won (starter plan)
  gewonnen 4.800 EUR                                  => won 4800 EUR
  gewonnen: 12.500,- €                                => won 12500 EUR
  gewonnen 12.500 KWD                                 => won 12500 KWD
  gagné 12 500 € offre de base                        => won 12500 EUR (offre de base)
  ganado 99,90 eur                                    => won 99.90 EUR
  ganho 12.500,50 EUR plano inicial                   => won 12500.50 EUR (plano inicial)
  lost                                                => lost other
  lost - went with competitor                         => lost competitor
  closed lost: too expensive                          => lost price
  lost because of price                               => lost price
  lost: budget cut, they called us twice              => lost no_budget
  lost, they moved to the moon                        => lost other
  lost: no decision, no need to call                  => lost no_decision | lost no_need
  verloren – an die Konkurrenz                        => lost competitor
  perdu : trop cher                                   => lost price
  perdido: sin interés                                => lost no_need
  perdido, sem decisão                                => lost no_decision
  return: no budget until March                       => return no_budget 2027-03-01
  return because she has no budget                    => return no_budget
  return no_budget                                    => return no_budget
  bad data, phone is wrong                            => return bad_data
  not a fit                                           => return no_fit
  it's a duplicate, of Ann Lee                        => return duplicate
  return: a duplicate of Ann Lee                      => return duplicate
  no budget until March                               => return no_budget 2027-03-01
  not now, try again in March                         => return timing 2027-03-01
  returned: unreachable, called five times            => return unreachable
  return to marketing: works for a competitor         => return competitor
  return - not the decision maker                     => return no_authority
  return timing, no budget                            => return timing | return no_budget
  return: no budget, not now                          => return no_budget
  zurück: kein Budget bis März                        => return no_budget 2027-03-01
  Zurueck: Dublette                                   => return duplicate
  zurück: nicht erreichbar, nochmal im Januar         => return unreachable 2027-01-01
  passt nicht zu uns                                  => return no_fit
  retour : pas de budget jusqu'en mars                => return no_budget 2027-03-01
  retour: injoignable, rappeler en avril              => return unreachable 2027-04-01
  devolver: sin presupuesto hasta el 15/3             => return no_budget 2027-03-15
  devuelto - datos incorrectos                        => return bad_data
  devolvido: sem orçamento até março                  => return no_budget 2027-03-01
  devolver: agora não, de novo em abril               => return timing 2027-04-01
`;

const undecided = `
  call again                                => - day
  call again on 3/4                         => - day
  remind me 1 March 2020                    => - day
  call again 1 March at 25:00               => - day
  call again after Easter                   => - unclear
  do not call again                         => - negation
  call again 1 March, if she agrees         => - unsure
  call again 1 March, return: timing        => planned 2027-03-01 | return timing
  won 3 x 4000 EUR                          => - amount
  won 10 to 12k EUR                         => - amount
  won 200 EUR each                          => - amount
  gewonnen 200 EUR pro Standort             => - amount
  won 12500 EUR pending signature           => - unsure
  should I accept this?                     => - question
  accept?                                   => - question
  ¿aceptar                                  => - question
  accept ❓                                  => - question
  do not accept                             => - negation
  won't accept yet                          => - negation
  not lost                                  => - negation
  nicht angenommen                          => - negation
  je n'accepte pas, perdu                   => - negation
  accepted, not by me                       => - negation
  called, no answer                         => - negation
  lost - they did not sign                  => - negation
  lost: price was not the problem           => - negation
  return: she is not a competitor           => - negation
  "accept"                                  => - quoted
  „zurück: Dublette“                        => - quoted
  accept, if she agrees                     => - unsure
  accept, as soon as Tom is back            => - unsure
  accept - maybe                            => - unsure
  accept or whatever                        => - unsure
  accepted, vielleicht                      => - unsure
  lost: no                                  => - unsure
  lost - not yet                            => - unsure
  return: timing, no wait                   => - unsure
  return: probably no budget                => - unsure
  won: against a competitor                 => - unsure
  ❌ accept                                  => - unsure
  accept and return                         => - several
  accepted and won                          => accept | won
  accept or return: timing                  => accept | return timing
  accepted, called her                      => accept | contacted
  contacted, meeting Tuesday                => contacted | meeting 2026-11-24
  lost: price and competitor                => lost price | lost competitor
  return: no budget, duplicate of Ann       => return no_budget | return duplicate
  no budget                                 => return no_budget | lost no_budget
  return                                    => - reason
  return: she moved                         => - reason
  return: in 3 months                       => - reason
  won 4.800                                 => - amount
  won 4800                                  => - amount
  won, 3 licences                           => - amount
  won $4800                                 => - amount
  won 12.500 KWD                            => - amount
  won 100 EUR and 200 EUR                   => - amount
  won: plan 3 500 EUR                       => - amount
  won 1.25.0 EUR                            => - amount
  won EUR 100 USD                           => - amount
  accept the terms                          => - unclear
  accept if she agrees                      => - unclear
  accepted by Maria                         => - unclear
  won by a competitor for 100 EUR           => - unclear
  lost her number                           => - unclear
  lost to follow up                         => - unclear
  called in sick                            => - unclear
  returned mail: wrong address              => - unclear
  Ich nehme an, dass er kauft               => - no-decision
  I am out of office until March            => - no-decision
  I am not reachable until 3 December       => - no-decision
  nicht erreichbar bis 3. Januar            => - unclear
  duplicate of the mail of yesterday        => - unclear
  Zurück im Büro ab 3. Januar               => - unclear
  Zurück: ab 3. Januar im Büro, nicht jetzt => - unsure
  Retour: absent, pas maintenant            => - unsure
  accept, bad data                          => accept | return bad_data
  Duplicate, accept anyway                  => - several
  I'm not ready                             => - no-decision
  no budget discussion, she likes it        => - unclear
  yes                                       => - no-decision
  👍                                        => - empty
`;

describe('a line that decides', () => {
  it.each(table(decided))('%s', (line, reading) => {
    expect(short(read(line))).toBe(reading);
  });

  it('keeps what else was said, as it was written', () => {
    expect(read('Accepted,\u00a0calling  „Ännchen“ at 3 👍')).toEqual({
      kind: 'accept',
      note: 'calling „Ännchen“ at 3 👍',
    });
    expect(read('Zurück:  kein Budget bis MÄRZ!')).toEqual({
      kind: 'return',
      reason: 'no_budget',
      note: 'kein Budget bis MÄRZ!',
      againOn: '2027-03-01',
      unclearDay: null,
    });
    expect(read('not a fit')).toMatchObject({ note: 'not a fit' });
    expect(read('accept')).toEqual({ kind: 'accept', note: null });
  });
});

describe('a line that decides nothing', () => {
  it.each(table(undecided))('%s', (line, reading) => {
    expect(short(read(line))).toBe(reading);
  });
});

describe('a mail of several lines', () => {
  it.each([
    ['Hi Tendril,\n\naccept\n\nBest\nMara', 'accept'],
    ['\r\n\u200b\r\nlost: price\r\nThey bought elsewhere.', 'lost price'],
    ['Accept\nCan you send me her number?', 'accept'],
    ['> accept or return\nreturn: timing', 'return timing'],
    ['return: no budget, as she told me when I called this morning, until\nMarch', 'return no_budget 2027-03-01'],
    ['accept this one, as nobody else of the team has ever met anybody\nthere?', '- question'],
    ['Thanks for the lead.\naccept', '- no-decision'],
    ['accept\nno wait', '- unsure'],
    ['accept\nI mean: do not accept it', '- unsure'],
    ['accept\nor should I return it?', '- unsure'],
    ['accept\nreturn: timing', '- several'],
    ['won 100 EUR\nmeeting tomorrow', '- several'],
    ['return: timing\nCalled her twice.', 'return timing'],
    ['won\n12500 EUR\nMara', 'won 12500 EUR'],
    ['won\n12500', '- amount'],
    ['won\nMara Roe +49 30 1234', 'won (Mara Roe +49 30 1234)'],
    ['lost\nprice', 'lost price'],
    ['return: no budget\nTry again in March', 'return no_budget 2027-03-01'],
    ['return: no budget\nafter Easter', 'return no_budget ?after Easter'],
    ['', '- empty'],
    [' \n> accept', '- empty'],
    [`accept, ${'she is nice, '.repeat(100)}`, '- too-long'],
    [`accept\n${'x'.repeat(3000)}\nreturn: timing`, 'accept'],
  ])('%j', (text, reading) => {
    expect(short(read(text))).toBe(reading);
  });
});
