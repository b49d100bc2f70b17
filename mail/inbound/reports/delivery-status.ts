/** The fields of a delivery report (RFC 3464, RFC 6533), also where broken servers write them into the text. */
import type { Email } from 'postal-mime';
import { addressInField, addressOfField } from './address.ts';
import { partText, unfolded } from './mail-parts.ts';

export const statusPart = /^message\/(?:global-)?delivery-status$/;

export interface StatusGroup {
  readonly address: string | null;
  /** RFC 3464 §2.3.1; null when it is not told or the same. */
  readonly original: string | null;
  /** RFC 3464 §2.3.3, lower case; `failed` when none is told. */
  readonly action: string;
  readonly status: string;
  readonly diagnostic: string;
}

/**
 * One for each recipient, at most 100.
 * @param nested whether to look into the mail that is enclosed: some wrap a report in another, which says nothing.
 */
export function statusGroups(mail: Email, text: string, nested: boolean): readonly StatusGroup[] {
  const places = [
    () => partText(mail, statusPart),
    () => unquoted(text),
    () => (nested ? partText(mail, /^message\/rfc822$/) : ''),
  ];
  for (const place of places) {
    const found = groupsIn(place());
    if (found.length > 0) return found.slice(0, 100);
  }
  return [];
}

const unquoted = (text: string): string => text.replace(/^[ \t]*(?:[>|][ \t]?)+/gm, '');

const opening = new Set(['final-recipient', 'original-recipient', 'action']);
const ofRecipient = new Set([...opening, 'status', 'diagnostic-code', 'remote-mta', 'x-actual-recipient']);

function groupsIn(text: string): readonly StatusGroup[] {
  const groups: Map<string, string>[] = [];
  let group = new Map<string, string>();
  const close = () => {
    if (group.has('action') || (group.has('final-recipient') && group.has('status'))) groups.push(group);
    group = new Map();
  };
  for (const line of unfolded(text).slice(0, 5000)) {
    const [, name = '', value = ''] = /^([A-Za-z][\w-]{0,40})[ \t]*:(.*)$/.exec(line) ?? [];
    const key = name.toLowerCase();
    // A blank line ends a group (§2.3), but some write one inside it.
    const isWhole = group.has('action') && (group.has('status') || group.has('diagnostic-code'));
    if (line.trim() === '' && isWhole && (group.has('final-recipient') || group.has('original-recipient'))) close();
    if (!ofRecipient.has(key)) continue;
    if (opening.has(key) && group.has(key)) close();
    if (!group.has(key)) group.set(key, value.trim());
  }
  close();
  return groups.map(toGroup);
}

function toGroup(group: ReadonlyMap<string, string>): StatusGroup {
  const final = group.get('final-recipient');
  const original = group.get('original-recipient');
  // §2.3.2: after forwarding the final one may be a mess.
  const address =
    addressOfField(final) ?? addressOfField(original) ?? addressInField(final) ?? addressInField(original);
  const sentTo = addressOfField(original) ?? addressInField(original);
  return {
    address,
    original: sentTo === address ? null : sentTo,
    action: /^[\w-]+/.exec(group.get('action') ?? '')?.[0]?.toLowerCase() ?? 'failed',
    status: (group.get('status') ?? '').slice(0, 300),
    diagnostic: (group.get('diagnostic-code') ?? '').slice(0, 2000),
  };
}
