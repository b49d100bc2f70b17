/** What a check of a sequence knows of the world around it. */

import type { Fields } from '../domain/fields.ts';
import type { Instant } from '../domain/instant.ts';

/** The templates by name, each with the names of its links; null where they are not known. */
export type Templates = ReadonlyMap<string, { readonly links: readonly string[] | null }>;

/** The names that a sequence may use. Those that are not given stay unchecked. */
export interface SequenceContext {
  /** The declared custom fields of a lead; null leaves conditions and fields unchecked. */
  readonly fields: Fields | null;
  /** The templates that exist; null leaves templates and links unchecked. */
  readonly templates: Templates | null;
  /** The keys under "senders" in organisation.yaml. */
  readonly senders?: readonly string[] | null;
  /** The names under "segments" in organisation.yaml. */
  readonly segments?: readonly string[] | null;
  /** The names in sources.yaml; null where none is declared. */
  readonly sources?: readonly string[] | null;
  /** The custom events that organisation.yaml declares. */
  readonly events?: readonly string[] | null;
  /** The sequences that there are, and those that are published with this one. */
  readonly sequences?: readonly string[] | null;
  /** The keys of salespeople. */
  readonly salespeople?: readonly string[] | null;
  /** When it is checked: dates that are over then are told. */
  readonly now?: Instant | null;
}
