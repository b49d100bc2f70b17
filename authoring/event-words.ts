/**
 * The events that a sequence waits for, ends with or stops at, in words: as a clause for sentences, and as one or two
 * words for the arrows of a graph. The one place that knows all kinds of matcher in words.
 */
import { assertNever } from '../domain/errors.ts';
import type { EventMatcher, ReplyClass } from '../domain/events.ts';
import { listed } from '../domain/suggestion.ts';
import { returnWords, stageWords } from '../domain/wording.ts';

export interface EventWords {
  /** To be read after "until" or "when": `the lead clicks the link "pricing" in the mail of welcome`. */
  readonly clause: string;
  /** For the arrow that is taken when it has happened: `clicked pricing`. */
  readonly label: string;
}

const classWords: Readonly<Record<ReplyClass, string>> = {
  interested: 'interested',
  question: 'a question',
  later: 'later, perhaps',
  not_interested: 'not interested',
  other: 'something else',
};

/** @param unnamed what a click without a step means: the mail before a wait, any mail in goals and stop rules. */
export function eventWords(matcher: EventMatcher, unnamed: 'last mail' | 'any mail'): EventWords {
  switch (matcher.kind) {
    case 'click':
      return clickWords(matcher, unnamed);
    case 'reply': {
      const { classes } = matcher;
      if (classes === null) return { clause: 'the lead replies', label: 'replied' };
      const which = listed(classes.map((one) => classWords[one]));
      return { clause: `the lead replies (${which})`, label: `replied: ${which}` };
    }
    case 'form':
      return matcher.name === null
        ? { clause: 'the lead sends in a form', label: 'form sent' }
        : { clause: `the lead sends in the form "${matcher.name}"`, label: `form ${matcher.name}` };
    case 'page': {
      const below = matcher.path.endsWith('*');
      const path = below ? matcher.path.slice(0, -1) : matcher.path;
      return {
        clause: `the lead visits ${below ? `a page whose path begins with ${path || '/'}` : `the page ${path}`}`,
        label: `visited ${matcher.path}`,
      };
    }
    case 'custom': {
      const where = matcher.where === null ? '' : ` for which ${matcher.where}`;
      return { clause: `the event ${matcher.name}${where} comes in`, label: matcher.name };
    }
    case 'score':
      return { clause: `the score of the lead reaches ${matcher.atLeast}`, label: `score ${matcher.atLeast}` };
    case 'stage':
      return { clause: `the lead becomes ${stageWords[matcher.stage]}`, label: matcher.stage };
    case 'decision': {
      const reason = matcher.reason === null ? '' : `: ${returnWords[matcher.reason]}`;
      const verb = matcher.decision === 'accepted' ? 'accepts' : 'returns';
      return { clause: `sales ${verb} the lead${reason}`, label: `${matcher.decision} by sales${reason}` };
    }
    default:
      return assertNever(matcher);
  }
}

function clickWords({ of, link }: EventMatcher & { kind: 'click' }, unnamed: 'last mail' | 'any mail'): EventWords {
  const mail = of !== null ? `the mail of ${of}` : unnamed === 'last mail' ? 'the mail before' : 'any of its mails';
  const what = link === null ? 'a link' : `the link "${link}"`;
  return { clause: `the lead clicks ${what} in ${mail}`, label: link === null ? 'clicked' : `clicked ${link}` };
}

/** Several events as one clause: any of them, or all of them. */
export const eventsClause = (matchers: readonly EventMatcher[], mode: 'any' | 'all'): string =>
  joined(
    matchers.map((matcher) => eventWords(matcher, 'last mail').clause),
    mode === 'any' ? 'or' : 'and',
  );

/** Clauses can hold commas themselves, so more than two are told apart by semicolons. */
function joined(clauses: readonly string[], word: 'or' | 'and'): string {
  if (clauses.length <= 2) return clauses.join(` ${word} `);
  return `${clauses.slice(0, -1).join('; ')}; ${word} ${clauses.at(-1)}`;
}

/** The arrow of a wait that is over because what it waited for has happened. */
export function happenedLabel(matchers: readonly EventMatcher[], mode: 'any' | 'all'): string {
  const labels = [...new Set(matchers.map((matcher) => eventWords(matcher, 'last mail').label))];
  return listed(labels, mode === 'all' ? 'and' : 'or');
}
