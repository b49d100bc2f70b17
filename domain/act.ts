/**
 * What a step can do that needs no decision of the machine: it is done, once per visit, and the next step follows.
 * The activity that does it is idempotent by (enrollment, step, visit).
 */
import type { FieldValue } from './lead.ts';

export type Act =
  | { readonly kind: 'score'; readonly points: number; readonly reason: string }
  /** Fields of the lead, standard ones by their names and custom ones as `fields.NAME`; null empties a field. */
  | { readonly kind: 'set'; readonly values: Readonly<Record<string, FieldValue>> }
  | { readonly kind: 'tag'; readonly add: readonly string[]; readonly remove: readonly string[] }
  /** Mails a person of one's own: a salesperson by key, or an address. */
  | { readonly kind: 'notify'; readonly to: string; readonly subject: string; readonly text: string }
  /** Enrolls the lead in another sequence; that this is refused (it is in there already) does not hold up the steps. */
  | { readonly kind: 'start'; readonly sequence: string }
  /** Stops the lead's enrollment in another sequence. */
  | { readonly kind: 'stop'; readonly sequence: string }
  /** Gives the lead to sales as an MQL, whatever its score. */
  | { readonly kind: 'handoff'; readonly reason: string };
