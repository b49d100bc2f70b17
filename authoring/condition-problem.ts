/** What is wrong with a condition, for the person who wrote it. */
export interface ConditionProblem {
  readonly message: string;
  /** Place in the expression, counted from 1; absent when the whole of it is meant. */
  readonly line?: number;
  readonly col?: number;
  /** What to write instead of the part that is wrong. */
  readonly suggestion?: string;
}

export const withSuggestion = (message: string, suggestion: string | null): ConditionProblem =>
  suggestion ? { message, suggestion } : { message };

/** A type of CEL in the author's words. */
export function inWords(type: string): string {
  const words: Readonly<Record<string, string>> = {
    double: 'a number',
    int: 'a whole number',
    string: 'text',
    bool: 'a truth value',
    null: 'null',
    list: 'a list',
    events: 'counts of events, such as events.clicks()',
    account: 'all of account',
    handoff: 'all of handoff',
    answer: 'a whole answer',
    event: 'all of event',
  };
  if (type.startsWith('list<')) return `a list of ${type.slice(5, -1).replace('string', 'text')}`;
  if (type.startsWith('map<')) return 'several values';
  return words[type] ?? (type.startsWith('$') ? `all of ${type.slice(1)}` : type);
}
