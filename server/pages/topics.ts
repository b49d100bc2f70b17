/** The topics that a lead may choose from, in its language. */

import { wordedFor } from '../../domain/worded-text.ts';
import type { Organisation } from '../../domain/workspace.ts';
import type { PageLanguage } from './words/languages.ts';

export interface ShownTopic {
  readonly purpose: string;
  readonly name: string;
  readonly about: string | null;
}

export const topicsOf = ({ topics, language: own }: Organisation, language: PageLanguage): readonly ShownTopic[] =>
  Object.entries(topics).map(([purpose, { name, about }]) => ({
    purpose,
    name: wordedFor(name, language, own) || purpose,
    about: about && wordedFor(about, language, own),
  }));
