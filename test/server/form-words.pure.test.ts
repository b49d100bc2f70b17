/** The words of forms: whole in every language, and what a form makes of the signs of a program. */
import { describe, expect, test } from 'vitest';
import { snippetFor } from '../../server/forms/snippet.ts';
import { sentFrom } from '../../server/forms/spam.ts';
import { formWords } from '../../server/forms/words/languages.ts';
import { exampleForms } from './forms-ground.ts';

const flat = (words: object): readonly (readonly [string, string])[] =>
  Object.entries(words).flatMap(([name, value]) =>
    typeof value === 'string'
      ? [[name, value] as const]
      : Object.entries(value as object).map(([inner, text]) => [`${name}.${inner}`, String(text)] as const),
  );
const english = new Map(flat(formWords.en));
const placesIn = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted();

test.each(Object.entries(formWords))('say everything in %s, with the same values', (language, words) => {
  const texts = flat(words);
  expect(texts.map(([name]) => name)).toEqual([...english.keys()]);
  for (const [name, text] of texts) {
    expect(text.trim(), name).toBe(text);
    expect(placesIn(text), name).toEqual(placesIn(english.get(name) ?? ''));
    expect(text, name).not.toMatch(/[<>&"']|\s\s/);
    for (const mark of text.match(/.[?!:;]/gsu) ?? []) {
      if (language === 'fr') expect(mark, name).toMatch(/^\u202f/);
      else expect(mark, name).not.toMatch(/^\s/);
    }
    if (language !== 'en' && text.length > 20) expect(text, name).not.toBe(english.get(name));
  }
});

describe('where a form was sent from', () => {
  const sites = ['https://www.example.com'];
  test.each([
    [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, 'own'],
    [{ origin: 'https://go.acme.example' }, 'own'],
    [{ referer: 'https://go.acme.example/f/x?y' }, 'own'],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://www.example.com' }, 'site'],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://www.example.com.evil.example' }, 'foreign'],
    [{ origin: 'http://www.example.com' }, 'foreign'],
    [{ 'sec-fetch-site': 'cross-site', origin: 'null' }, 'foreign'],
    [{ origin: 'null' }, 'unknown'],
    [{}, 'unknown'],
  ] as const)('%j: %s', (headers, from) => {
    const header = (name: string) => (headers as Readonly<Record<string, string>>)[name];
    expect(sentFrom(header, 'https://go.acme.example/base', sites)).toBe(from);
  });
});

test('the snippet is small, old enough for all browsers, and holds a title as text', () => {
  const demo = exampleForms().forms.demo;
  if (!demo) throw new Error('no demo');
  const text = snippetFor({ ...demo, title: '</script><b>"\u2028' }, 'https://go.acme.example', 'en');
  expect(text.length).toBeLessThan(3_072);
  expect(text).not.toMatch(/eval|innerHTML|document\.write|cookie|<\/script|=>|\u2028|\?\.|\?\?/);
  expect(() => new Function(text)).not.toThrow();
});
