/** How well answers are understood: figures over labelled samples of eleven languages, and what was taken for what. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AnswerReading } from '../../../domain/inbound-reading.ts';
import { readAnswer } from '../../../mail/inbound/answers/answer.ts';
import { extractionSamples, humanSamples, machineSamples, receivedAt, sampleMail } from './sample-mails.ts';

const humans = ['human', 'human-more', 'human-last'].flatMap(humanSamples);
const machines = ['machines', 'machines-more'].flatMap(machineSamples);
const bodies = extractionSamples();

const readings = new Map<object, AnswerReading>();
const readingOf = (sample: object): AnswerReading => {
  const reading = readings.get(sample);
  if (reading === undefined) throw new Error('the sample was not read');
  return reading;
};

beforeAll(async () => {
  for (const sample of [...humans, ...machines, ...bodies]) {
    readings.set(sample, readAnswer(await sampleMail(sample), { receivedAt }).answer);
  }
}, 120_000);

interface Verdict {
  readonly right: number;
  readonly wrong: readonly string[];
}

function judge<T>(samples: readonly T[], wanted: (sample: T) => unknown, got: (sample: T) => unknown): Verdict {
  const wrong = samples.filter((sample) => JSON.stringify(wanted(sample)) !== JSON.stringify(got(sample)));
  return {
    right: samples.length === 0 ? 0 : 1 - wrong.length / samples.length,
    wrong: wrong.map((sample) => `${JSON.stringify(sample)} → ${JSON.stringify(got(sample))}`),
  };
}

/** The list of what is wrong stands in the failure's message. */
const expectRight = ({ right, wrong }: Verdict, least: number): void =>
  expect(right, wrong.join('\n')).toBeGreaterThanOrEqual(least);

describe('of the labelled answers', () => {
  it('there are enough, in every language', () => {
    expect(humans.length + machines.length).toBeGreaterThanOrEqual(150);
    expect(new Set(humans.map(({ language }) => language)).size).toBe(13);
  });

  it('99 of 100 are told to be by a human or a machine', () => {
    const all = [...humans.map((one) => [one, true] as const), ...machines.map((one) => [one, false] as const)];
    const verdict = judge(
      all,
      ([, human]) => human,
      ([one]) => readingOf(one).class === 'human',
    );
    expectRight(verdict, 0.99);
  });

  it('95 of 100 of those by machines are of the right kind', () => {
    const verdict = judge(
      machines,
      ({ kind }) => kind,
      (one) => readingOf(one).class,
    );
    expectRight(verdict, 0.95);
  });

  it('95 of 100 that tell an absence tell when it ends, and no other tells an end', () => {
    const verdict = judge(
      machines,
      ({ returnsOn = null }) => returnsOn,
      (one) => readingOf(one).returnsOn,
    );
    const away = machines.filter(({ kind }) => kind === 'out-of-office').length;
    expectRight({ ...verdict, right: 1 - verdict.wrong.length / away }, 0.95);
  });

  it('90 of 100 by humans are understood in what they want, and whom they name', () => {
    const verdict = judge(
      humans,
      ({ intent, referral = null }) => [intent, referral],
      (one) => [readingOf(one).intent, readingOf(one).referral],
    );
    expectRight(verdict, 0.9);
  });

  it('not one by a machine, and not one that only mentions it, is taken for an opt-out', () => {
    const taken = [...machines, ...humans.filter(({ intent }) => intent !== 'unsubscribe')].filter(
      (one) => readingOf(one).intent === 'unsubscribe',
    );
    expect(taken).toEqual([]);
    expect(machines.filter((one) => readingOf(one).intent !== null)).toEqual([]);
  });

  it('95 of 100 bodies are cut to what is new in them', () => {
    const verdict = judge(
      bodies,
      ({ says }) => says.trim(),
      (one) => readingOf(one).text,
    );
    expectRight(verdict, 0.95);
  });
});

describe('somebody who left', () => {
  it('is said to be replaced by whom the notice names', () => {
    const left = machines.filter(({ kind }) => kind === 'left-company');
    expect(left.map((one) => readingOf(one).referral)).toEqual(left.map(({ referral = null }) => referral));
  });
});
