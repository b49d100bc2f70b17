/** Every mail that a preview shows: the template for each of its readers, in each of its languages. Pure but for composing. */
import { errorCode, TendrilError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import type { SampleMail, Samples } from '../services.ts';
import type { Material, Reader } from './material.ts';

/** One mail: for a reader, in the variant for a language; null is the one for everybody else. */
export interface View {
  readonly reader: number;
  readonly language: string | null;
  readonly sample: SampleMail;
}

export interface Views {
  /** The one that was asked for. */
  readonly first: View;
  /** All of them, the first included. */
  readonly all: readonly View[];
  /** The language in which each reader gets it, in their order. */
  readonly own: readonly (string | null)[];
  /** Mails that cannot be made, e.g. because a reader lacks a field. */
  readonly failures: readonly string[];
  /** How many were left out, so that the page stays small. */
  readonly leftOut: number;
}

/** A page larger than this takes a browser too long. */
const mostCharacters = 4_000_000;

/** Of no mail that has ever been; always the same, so that the same files give the same page. */
const previewedMessage = '00000000-0000-4000-8000-000000000000';

/** The mail for one reader as it would leave. @throws TEMPLATE_VARIABLE, TEMPLATE_INVALID */
export function sampleFor(
  samples: Samples,
  { template, organisation, sender }: Pick<Material, 'template' | 'organisation' | 'sender'>,
  { facts, consents }: Pick<Reader, 'facts' | 'consents'>,
  now: Instant,
  language: string | null = facts.language,
): SampleMail {
  return samples.compose({
    template,
    organisation,
    sender,
    facts: { ...facts, language },
    consents,
    recipient: facts.email,
    messageId: previewedMessage,
    now,
    subjectPrefix: '',
  });
}

/**
 * @param asked the language of a reader instead of its own, as BCP 47 has it
 * @throws TEMPLATE_VARIABLE, TEMPLATE_INVALID when the first of them cannot be made
 */
export function viewsOf(samples: Samples, material: Material, now: Instant, asked: string | null = null): Views {
  const { readers } = material;
  const make = (reader: number, language: string | null): View => {
    const sample = sampleFor(samples, material, readers[reader] ?? readers[0], now, language);
    return { reader, language: sample.language, sample };
  };
  const first = make(0, asked ?? readers[0].facts.language);
  const each = readers.map((reader, i) => inEveryLanguage(material, reader, asked, (language) => make(i, language)));
  const all: View[] = [first];
  let [characters, leftOut] = [0, 0];
  for (const view of each.flatMap(({ views }) => views)) {
    if (view.reader === 0 && view.language === first.language) continue;
    characters += view.sample.html.length + view.sample.source.length;
    if (characters > mostCharacters) leftOut += 1;
    else all.push(view);
  }
  const failures = [...new Set(each.flatMap((one) => one.failures))];
  return { first, all, own: each.map(({ own }) => own), failures, leftOut };
}

/** A reader's own variety of a language, such as `en-GB`, comes before the plain one, and what was asked for before both. */
function inEveryLanguage(
  { template }: Material,
  { name, facts }: Reader,
  asked: string | null,
  make: (language: string | null) => View,
) {
  const made = new Map<string | null, View>();
  const failures: string[] = [];
  let own: string | null = null;
  const plain = template.variants.map(({ language }) => language);
  for (const language of [...plain, facts.language, ...(asked === null ? [] : [asked])]) {
    const view = attempt(() => make(language));
    if (typeof view === 'string') {
      failures.push(`${name}: ${view}`);
      continue;
    }
    if (language === facts.language) own = view.language;
    made.set(view.language, view);
  }
  return { views: [...made.values()], own, failures };
}

function attempt(make: () => View): View | string {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof TendrilError) || errorCode(error) === 'INTERNAL') throw error;
    return error.message;
  }
}
