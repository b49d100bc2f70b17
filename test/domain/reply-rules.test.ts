/** Every rule for wishes of answers is tried with its own sentences, and with those that it must leave alone. */
import { describe, expect, it } from 'vitest';
import { classOfIntent } from '../../domain/reply-class.ts';
import { replyIntent } from '../../domain/reply-intent.ts';
import { replyLanguages } from '../../domain/reply-rule.ts';
import { replyRules } from '../../domain/reply-rules.ts';

const intentOf = (text: string) => replyIntent({ text, namesOther: text.includes('@lead.test') });
const labelled = replyRules.map((rule) => [rule.name, rule] as const);

describe('the rules for what answers want', () => {
  it('have names of their own, and every language has every intent', () => {
    expect(new Set(replyRules.map(({ name }) => name)).size).toBe(replyRules.length);
    const intents = (language: string) =>
      new Set(replyRules.filter((rule) => rule.language === language).map(({ intent }) => intent)).size;
    expect(replyLanguages.map((language) => [language, intents(language)])).toEqual(
      replyLanguages.map((language) => [language, 8]),
    );
  });

  it.each(labelled)('%s: its examples are taken for its intent', (_name, { examples, intent }) => {
    expect(examples.map((text) => [text, intentOf(text)?.intent])).toEqual(examples.map((text) => [text, intent]));
  });

  it.each(labelled)('%s: it leaves alone what only looks like it', (name, { others }) => {
    expect(others.filter((text) => intentOf(text)?.rule === name)).toEqual([]);
  });

  it('has no rule that its examples need not', () => {
    const used = new Set(replyRules.flatMap(({ examples }) => examples.map((text) => intentOf(text)?.rule)));
    expect(replyRules.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('an answer', () => {
  it('that is empty says what its subject says, and one that is not does not', () => {
    expect(replyIntent({ text: '', subject: 'Unsubscribe' })?.intent).toBe('unsubscribe');
    expect(replyIntent({ text: 'Thanks, got it.', subject: 'Unsubscribe' })).toBeNull();
    expect(replyIntent({ text: '', subject: 'Re: How to unsubscribe from our list' })).toBeNull();
  });

  it('refers to somebody only if it names an address', () => {
    const text = 'Please contact our buyers instead.';
    expect(replyIntent({ text })).toBeNull();
    expect(replyIntent({ text, namesOther: true })?.intent).toBe('referral');
  });

  it('that breaks a line within a sentence says the same', () => {
    expect(replyIntent({ text: 'We are really not\ninterested in this.' })?.intent).toBe('not_interested');
    expect(replyIntent({ text: 'Hi Mara,\n\nunsubscribe\n\nThanks,\nAnn Lee' })?.intent).toBe('unsubscribe');
  });

  it('of the wrong person does not end a sequence as a refusal would', () => {
    expect(classOfIntent('wrong_person')).toBe('other');
    expect(classOfIntent('unsubscribe')).toBe('not_interested');
    expect(classOfIntent('call_me')).toBe('interested');
    expect(classOfIntent(null)).toBe('other');
  });
});
