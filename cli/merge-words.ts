/** What merging two leads does, in lines for people: who is left, what becomes what, and what ends. */
import type { MergedLead, MergeEffects } from '../db/store.ts';
import { printable } from './terminal/width.ts';

/** `Ann Lee <ann@example.com>, Acme, prospect` */
export const leadInWords = ({ name, email, company, stage }: MergedLead): string =>
  printable([name ? `${name} <${email}>` : email, company, stage].filter(Boolean).join(', '));

const tableWords: Readonly<Record<string, string>> = {
  event: 'events',
  message: 'mails',
  enrollment: 'enrollments',
  consent: 'consents',
  score_entry: 'points',
  stage_move: 'stages',
  handoff: 'hand-offs',
  lead_origin: 'origins',
  inbound_item: 'incoming mails',
  letter: 'letters',
  task: 'tasks',
};

export function mergeLines({ kept, merged, ...effects }: MergeEffects): readonly string[] {
  const moved = Object.entries(effects.moved).flatMap(([table, count]) =>
    tableWords[table] === undefined ? [] : [`${count} ${tableWords[table]}`],
  );
  return [
    `left   ${leadInWords(kept)}  ${kept.id}`,
    `gone   ${leadInWords(merged)}  ${merged.id}`,
    ...effects.changes.map(({ what, before, after }) => `  ${what}: ${valueWords(before)} → ${valueWords(after)}`),
    ...(moved.length === 0 ? [] : [`  goes over: ${moved.join(', ')}`]),
    ...effects.objections.map((purpose) => `  no mail of ${printable(purpose)}: one of the two objects to it`),
    ...effects.suppressions.map((entry) => `  holds for both addresses: ${entry}`),
    ...effects.stopped.map((sequence) => `  stops: ${sequence}, which both are in`),
    ...(effects.endedHandoffs === 0 ? [] : ['  ends: a hand-off, because sales has the other lead']),
  ];
}

const valueWords = (value: unknown): string => {
  if (value === null || value === undefined) return '(nothing)';
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  return printable(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 120);
};
