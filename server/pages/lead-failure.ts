/** What a lead sees of an error, in the language of its browser: what failed and what to do, and nothing else. */
import type { Failure } from '../problem.ts';
import { notice, type Page } from './layout.ts';
import { languageFor, leadWords } from './words/languages.ts';

export function leadFailurePage({ status, code }: Failure, accept: string | undefined): Page {
  const language = languageFor(null, accept, null);
  const words = leadWords[language];
  const page =
    code === 'TOKEN_INVALID' || code === 'ROUTE_UNKNOWN'
      ? notice(words.invalidTitle, words.invalidText, status)
      : notice(words.awayTitle, words.awayText, status);
  return { ...page, language };
}
