/** How salespeople write their decisions in English. */
import type { DecisionWords } from '../decision-words.ts';

export const english: DecisionWords = {
  language: 'en',
  decimals: null,
  isDayFirst: false,
  greetings: 'hi, hello, hey, dear, good morning, good afternoon, good evening',
  openings:
    "ok, okay, yes, yep, sure, great, thanks, thank you, please, sorry, hi, hello, fyi, just, decision, status, it's, its, it is, she's, he's, they're, this is, this one is, this lead is",
  selves: "i, we, i have, i've, we have, we've, i'll, ill, i will, i hereby, i'm, im, i am",
  keywords: {
    accept:
      'accept, accepts, accepted, accepting, take it, take this, take this one, take her, take him, taking it, taking this one, taking this',
    contacted:
      'contacted, contact logged, contact made, called, phoned, emailed, spoke with, spoke to, talked to, talked with, spoken to, spoken with, reached, had a call, left a message, left a voicemail, left voicemail',
    planned:
      'call again, call back, call her again, call him again, call them again, call her back, call him back, call them back, contact again, follow up, remind me, reminder, next contact, next contact planned, next call',
    meeting:
      'meeting, meeting set, meeting booked, meeting scheduled, meeting arranged, meeting fixed, booked a meeting, scheduled a meeting, set a meeting, demo booked, demo set, demo scheduled, booked a demo',
    won: 'won, closed won, deal won, won the deal, won this deal, sold',
    lost: 'lost, closed lost, deal lost, lost the deal, lost this deal, lost deal',
    return:
      'return, returns, returned, returning, give back, giving back, given back, hand back, handing back, send back, sending back, return to marketing, back to marketing',
  },
  fillers:
    'it, this, this one, this lead, the lead, lead, that, her, him, them, please, thanks, thank you, now, today, just now, this morning, this afternoon, yesterday, done, deal, the deal, again today',
  because:
    'because, because of, because it is, because she has, because he has, because they have, because she is, because he is, as, due to, reason, with reason, for, for being, on, to, to a, to the, with, with being, of, against',
  returnReasons: {
    no_fit:
      "no fit, not a fit, not a good fit, not the right fit, bad fit, poor fit, wrong fit, does not fit, doesn't fit, not a match, no match, not our customer, not our target, not our target group, too small, no fit for what we sell",
    no_budget:
      "no budget, no money, no funds, no funding, not enough budget, not have budget, not have a budget, not have the budget, doesn't have budget, doesn't have the budget, don't have budget, don't have the budget, without budget, without a budget, lacks budget, budget gone, budget is gone, budget cut, budget was cut, budget frozen, budget is frozen, budget freeze",
    no_authority:
      "no authority, not the decision maker, not a decision maker, no decision maker, not the one who decides, cannot decide, can't decide, does not decide, doesn't decide, has no say, no say",
    timing:
      'timing, bad timing, wrong timing, wrong time, bad time, not now, not the right time, not right now, not at the moment, not at this time, too early, too soon, not ready, not ready yet, not yet ready',
    bad_data:
      'bad data, wrong data, data is wrong, the data is wrong, data wrong, fake, fake data, wrong phone, wrong phone number, phone is wrong, phone number is wrong, wrong number, wrong email, wrong e-mail, email is wrong, wrong address, wrong name, invalid email, invalid phone, invalid number, number does not exist, email bounces, test data',
    duplicate:
      'duplicate, a duplicate, dupe, dup, we know this lead already, already a customer, existing customer, already known, already in crm, already in the crm',
    competitor:
      'competitor, a competitor, with a competitor, works for a competitor, works for competitor, works at a competitor, is a competitor',
    unreachable:
      "unreachable, not reachable, not reached, could not be reached, could not reach, couldn't reach, can't reach, cannot reach, can't be reached, cannot be reached, could not get hold of, never answers, never picks up, does not answer, doesn't answer, no response, ghosted",
  },
  lostReasons: {
    price: 'price, pricing, the price, too expensive, too pricey, cheaper offer, the cost, too costly',
    competitor:
      'competitor, competition, a competitor, the competitor, the competition, chose a competitor, it chose a competitor, went with competitor, went with a competitor, went with the competition, went with another vendor, another vendor, other vendor, chose another vendor',
    no_budget:
      'no budget, no money, no funds, no funding, not enough budget, budget cut, budget was cut, budget frozen, budget is frozen',
    no_need:
      "no need, not needed, need is gone, no interest, not interested, lost interest, no longer interested, no longer needed, does not need it, doesn't need it, project cancelled, project canceled, project stopped",
    no_decision:
      "no decision, no decision was made, no decision made, undecided, could not decide, couldn't decide, went silent, went dark, ghosted",
    timing: 'timing, bad timing, wrong timing, wrong time, not now, not the right time, too early, too late',
    other: 'other, other reason, another reason, other reasons',
  },
  unitPrices: 'each, per, apiece, a month, a year, monthly, yearly, annually',
  and: 'and, then, and then, but',
  or: 'or, or else, or rather',
  negations:
    'not, no, nope, never, none, nobody, nothing, neither, nor, cannot, cant, dont, wont, didnt, hasnt, havent, isnt, refused, declined, cancelled, canceled, postponed, unable, failed, hardly, no show',
  harmless: 'no problem, no worries, no rush, no questions, fast, so fast',
  hedges:
    'pending, subject to, if, unless, maybe, perhaps, probably, possibly, might, almost, nearly, not sure, unsure, undecided, i think, i guess, hopefully, supposedly, provided that, tentatively, instead, rather, as good as',
  conditions: 'when, once, after, as soon as, until, till, only when, only after, subject to, pending',
  takenBack:
    "no, nope, not, not yet, not really, never, never mind…, nevermind…, no wait…, wait, or not, false, just kidding, kidding, joking, just joking, ignore…, scratch that, forget it, cancel that, maybe, perhaps, i think, i guess, not sure…, unsure, actually no…, actually not…, don't, do not, i don't think so, undo, on second thought…, is wrong, is that right, tbd, not true…, untrue, not correct",
  away: 'out of office, out of the office, back in the office, in the office again, my return, parental leave, annual leave',
  months:
    'january, jan; february, feb; march; april, apr; may; june, jun; july, jul; august, aug; september, sept, sep; october, oct; november, nov; december, dec',
  weekdays: 'monday; tuesday; wednesday; thursday; friday; saturday; sunday',
  tomorrow: 'tomorrow',
  next: {
    week: 'next week',
    month: 'next month',
    quarter: 'next quarter',
    year: 'next year, new year, the new year',
  },
  quarter: 'quarter',
  units: {
    day: 'day, days',
    week: 'week, weeks',
    month: 'month, months',
    year: 'year, years',
  },
  numbers: 'one, a, an; two; three; four; five; six; seven; eight; nine; ten; eleven; twelve',
  until: 'until, till, til, not before, not until, no earlier than, try again, to be tried again',
  again: 'before, again, retry, call back, come back, follow up, earliest, back in, back on',
  after: 'after, end of, the end of, early, late, mid, beginning of, middle of, further notice, half a year',
  articles: 'the, on, on the, at, for, from, as of, starting, again, earliest',
  within: 'in, within',
};
