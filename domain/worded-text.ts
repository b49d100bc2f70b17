/** Texts that an organisation writes for other people, in one language or several. */

/** One text for everybody, or one for each language (BCP 47 tag). */
export type WordedText = string | Readonly<Record<string, string>>;

/** The text in a language, else in the one of the organisation, else in the first there is. */
export function wordedFor(text: WordedText, language: string | null, standard: string): string {
  if (typeof text === 'string') return text;
  const tags = [language, language?.split('-')[0], standard, standard.split('-')[0], Object.keys(text)[0]];
  const tag = tags.find((one) => one !== null && one !== undefined && Object.hasOwn(text, one));
  return (tag === undefined || tag === null ? undefined : text[tag]) ?? '';
}
