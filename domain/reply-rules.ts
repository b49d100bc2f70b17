/**
 * The one table of the wordings by which answers say what they want. What follows from an intent stands elsewhere; which of
 * several decides, in `reply-intent.ts`.
 */
import { danish } from './reply-intents/da.ts';
import { german } from './reply-intents/de.ts';
import { english } from './reply-intents/en.ts';
import { spanish } from './reply-intents/es.ts';
import { french } from './reply-intents/fr.ts';
import { hungarian } from './reply-intents/hu.ts';
import { italian } from './reply-intents/it.ts';
import { dutch } from './reply-intents/nl.ts';
import { polish } from './reply-intents/pl.ts';
import { portuguese } from './reply-intents/pt.ts';
import { swedish } from './reply-intents/sv.ts';
import type { ReplyRule } from './reply-rule.ts';

export const replyRules: readonly ReplyRule[] = [
  ...english,
  ...german,
  ...french,
  ...spanish,
  ...italian,
  ...dutch,
  ...portuguese,
  ...polish,
  ...swedish,
  ...danish,
  ...hungarian,
];
