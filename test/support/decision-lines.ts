/** Readings of decisions in a few words, and tables of lines with them. */
import type { DecisionReading } from '../../domain/decision-reading.ts';

/** A reading in a few words: `return no_budget 2027-03-01`, `won 12500 EUR (starter plan)`, `- question`. */
export function short(reading: DecisionReading): string {
  const words = (...parts: readonly (string | null)[]) => parts.filter((part) => part !== null).join(' ');
  const unclear = (text: string | null) => text && `?${text}`;
  switch (reading.kind) {
    case 'not-understood':
      return `- ${reading.why}`;
    case 'ambiguous':
      return reading.readings.map(short).join(' | ');
    case 'return':
      return words('return', reading.reason, reading.againOn, unclear(reading.unclearDay));
    case 'lost':
      return words('lost', reading.reason);
    case 'won':
      return words('won', reading.amount, reading.currency, reading.words && `(${reading.words})`);
    case 'planned':
      return words('planned', reading.on, reading.at);
    case 'meeting':
      return words('meeting', reading.on, reading.at, unclear(reading.unclearDay));
    default:
      return reading.kind;
  }
}

export const table = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((row) => row.split('=>').map((cell) => cell.trim()) as [string, string]);
