/** The words of the mail that asks for a confirmation, in every language. */
import { describe, expect, test } from 'vitest';
import { confirmationLanguages, confirmationWords } from '../../mail/confirmation-words.ts';
import { leadWords } from '../../server/pages/words/languages.ts';

const { words: en } = confirmationWords(['en']);

describe('the mail that asks for a confirmation', () => {
  test('speaks every language of the pages of leads', () => {
    expect([...confirmationLanguages].sort()).toEqual(Object.keys(leadWords).sort());
  });

  test.each(confirmationLanguages)('says everything in %s, and offers nothing', (language) => {
    const { words } = confirmationWords([language]);
    expect(Object.keys(words)).toEqual(Object.keys(en));
    for (const [name, text] of Object.entries(words)) {
      expect(text.trim(), name).toBe(text);
      expect(text, name).not.toMatch(/[<>&"']|\s\s|!|%|€|\$/);
      expect(text.includes('{date}'), name).toBe(name === 'until');
      if (language !== 'en') expect(text, name).not.toBe(en[name as keyof typeof en]);
      for (const mark of text.match(/.?[?:;»]/gsu) ?? [])
        if (language === 'fr') expect(mark, name).toMatch(/^\u202f/);
        else expect(mark, name).not.toMatch(/^\s/);
    }
    expect(words.subject.length).toBeLessThan(50);
  });

  test('is in the language that is wanted most, and in English where none is known', () => {
    expect(confirmationWords(['de-AT', 'fr']).language).toBe('de');
    expect(confirmationWords([null, 'fr']).language).toBe('fr');
    expect(confirmationWords(['no', 'en']).language).toBe('nb');
    expect(confirmationWords(['constructor', null]).language).toBe('en');
  });
});
