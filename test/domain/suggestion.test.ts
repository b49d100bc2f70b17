/** Which word was meant. */
import { expect, test } from 'vitest';
import { listed, nearest } from '../../domain/suggestion.ts';

const known = ['send', 'wait', 'waitFor', 'branch', 'score', 'exit'];

test('a mistyped word is found, with case and marks between words ignored', () => {
  expect(
    ['sned', 'WAITFOR', 'wait_for', 'wait for', 'brnach', 'scroe', 'exitt'].map((word) => nearest(word, known)),
  ).toEqual(['send', 'waitFor', 'waitFor', 'waitFor', 'branch', 'score', 'exit']);
});

test('a word that is like none is not guessed', () => {
  expect(['email', 'x', '', 'delay', 'y'.repeat(5000)].map((word) => nearest(word, known))).toEqual(
    Array(5).fill(null),
  );
  expect(nearest('E', ['A', 'B'])).toBeNull();
});

test('words are listed as people say them', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'], 'and')]).toEqual([
    '',
    'a',
    'a or b',
    'a, b and c',
  ]);
});
