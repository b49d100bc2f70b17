/** Texts for people in files: one for everybody, or one by language. */
import { z } from 'zod';
import type { WordedText } from '../domain/worded-text.ts';
import { custom, text } from './authored-values.ts';

export const language: z.ZodType<string> = custom((value) =>
  typeof value === 'string' && /^[a-z]{2,3}(-[A-Z]{2})?$/.test(value)
    ? { value }
    : { wrong: 'must be a language tag such as "en" or "de-AT"' },
);

/** One text, or one by language. */
export const worded = (longest: number): z.ZodType<WordedText> =>
  custom<WordedText>((value) => {
    const one = text(longest).safeParse(value);
    if (one.success) return { value: one.data };
    const byLanguage = z.record(language, text(longest)).safeParse(value);
    if (byLanguage.success && Object.keys(byLanguage.data).length > 0) return { value: byLanguage.data };
    return { wrong: `must be a text of at most ${longest} characters, or one by language, such as { en: …, de: … }` };
  });
