/** What a salesperson's written decision is as a step with the hand-off. Pure. */
import type { WrittenDecision } from './decision-reading.ts';
import type { DeskStep } from './handoff-steps.ts';
import { instantAt, type Zone } from './time.ts';

/** A meeting, or next contact, of which only the day is told: whoever has it is reminded when work begins. */
const usualTime = '09:00';

/** @param products labels by the names in sales.yaml: what was won may be called either */
export function stepOfDecision(
  decision: WrittenDecision,
  { zone, products }: { readonly zone: Zone; readonly products: Readonly<Record<string, string>> },
): { readonly step: DeskStep; readonly note: string | null } {
  switch (decision.kind) {
    case 'accept':
      return { step: { kind: 'accepted' }, note: decision.note };
    case 'contacted':
      return { step: { kind: 'contacted' }, note: decision.note };
    case 'planned':
      return {
        step: { kind: 'planned', at: instantAt(decision.on, decision.at ?? usualTime, zone) },
        note: decision.note,
      };
    case 'meeting': {
      const { on, at, note } = decision;
      return { step: { kind: 'meeting', at: on === null ? null : instantAt(on, at ?? usualTime, zone) }, note };
    }
    case 'won': {
      const { amount, currency, words } = decision;
      const product = words === null ? null : productIn(words, products);
      return { step: { kind: 'won', amount, currency, product }, note: words };
    }
    case 'lost':
      return { step: { kind: 'lost', reason: decision.reason }, note: decision.note };
    case 'return': {
      const { reason, againOn, note } = decision;
      return { step: { kind: 'returned', reason, againOn }, note };
    }
  }
}

/** The one product that the words name; null when they name none, or several. */
function productIn(words: string, products: Readonly<Record<string, string>>): string | null {
  const said = ` ${plain(words)} `;
  const named = Object.entries(products).filter(([name, label]) =>
    [name, label].some((one) => said.includes(` ${plain(one)} `)),
  );
  const [only] = named;
  return named.length === 1 && only ? only[0] : null;
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
