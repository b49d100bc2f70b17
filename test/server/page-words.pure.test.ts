/** The texts of the pages of leads: whole in every language, and the right language for everybody. */
import { describe, expect, test } from 'vitest';
import { dayInWords, filledIn, labelled, languageFor, leadWords } from '../../server/pages/words/languages.ts';

const { en } = leadWords;
const placesIn = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted();

describe('the texts of the pages of leads', () => {
  test.each(Object.entries(leadWords))('say everything in %s, with the same values', (language, words) => {
    expect(Object.keys(words)).toEqual(Object.keys(en));
    for (const [name, text] of Object.entries(words)) {
      expect(text.trim(), name).toBe(text);
      expect(text.length, name).toBeGreaterThan(2);
      expect(placesIn(text), name).toEqual(placesIn(en[name as keyof typeof en]));
      expect(text, name).not.toMatch(/[<>&"]|\s\s|'/);
    }
    // A title and a button are no longer than a line of a phone or two.
    for (const short of [words.stopTitle, words.title, words.stopButton, words.save])
      expect(short.length).toBeLessThan(45);
    const same = Object.entries(words).filter(([name, text]) => text === en[name as keyof typeof en]);
    if (language !== 'en') expect(same.map(([name]) => name).filter((name) => name !== 'pauseTitle')).toEqual([]);
    expect(new Intl.DateTimeFormat(language).resolvedOptions().locale.split('-')[0]).toBe(
      language === 'nb' ? 'nb' : language,
    );
  });

  /** Marks as the language sets them; a straight quote or apostrophe is wrong in all. */
  const quotes: Readonly<Record<string, string>> = {
    ...{ en: '“”', de: '„“', fr: '«»', es: '«»', it: '«»', nl: '“”', pt: '«»', pl: '„”', sv: '””', da: '”“»«' },
    ...{ nb: '«»', fi: '””', cs: '„“', hu: '„”' },
  };

  test.each(Object.entries(leadWords))('are set as %s sets them', (language, words) => {
    for (const [name, text] of Object.entries(words)) {
      const marks = text.match(/.?[?!:;»]/gsu) ?? [];
      for (const mark of marks) {
        if (language === 'fr') expect(mark, name).toMatch(/^\u202f/);
        else expect(mark, name).not.toMatch(/^\s/);
      }
      expect(text, name).not.toMatch(language === 'fr' ? /«(?!\u202f)/ : /«\s/);
      for (const [open, close] of ['¿?', '¡!']) {
        const opened = text.split(open ?? '').length;
        expect(opened, name).toBe(language === 'es' ? text.split(close ?? '').length : 1);
      }
      for (const quote of text.match(/[„“”«»]/gu) ?? []) expect(quotes[language], name).toContain(quote);
    }
    const label = labelled(words.addressLabel, language as keyof typeof leadWords);
    expect(label).toBe(`${words.addressLabel}${language === 'fr' ? '\u202f' : ''}:`);
  });

  test.each([
    ['de-AT', 'fr', 'en', 'de'],
    [null, 'fr-CA, en;q=0.8', 'de', 'fr'],
    [null, 'ja, en;q=0.5, es;q=0.9', 'de', 'es'],
    [null, 'fr;q=0, ja', 'pt-BR', 'pt'],
    ['ja', undefined, 'zh', 'en'],
    [null, '*', 'sv', 'sv'],
    ['no', undefined, 'en', 'nb'],
    ['nn_NO', undefined, 'en', 'nb'],
    ['constructor', '__proto__, toString', 'valueOf', 'en'],
    [null, `${'x'.repeat(600)}, de`, 'it', 'it'],
  ] as const)('a lead of %s with a browser of %s at an organisation of %s reads %s', (lead, accept, own, language) => {
    expect(languageFor(lead, accept, own)).toBe(language);
  });

  test('have days as the language writes them', () => {
    expect([dayInWords('2027-03-31', 'en'), dayInWords('2027-03-31', 'de'), dayInWords('2027-03-31', 'pl')]).toEqual([
      'March 31, 2027',
      '31. März 2027',
      '31 marca 2027',
    ]);
    expect(filledIn(en.pauseDays, { days: '30' })).toBe('For 30 days');
  });
});
