/** Where a lead came from, in words: one line for each time that it came in, and why its source keeps it from being nurtured. */
import type { LeadView } from '../db/store.ts';
import { type ConsentEntry, heldBySource } from '../domain/consent.ts';
import type { Instant } from '../domain/instant.ts';
import type { OriginView } from '../domain/origin.ts';
import { momentHere } from './local-time.ts';

type Pair = readonly [label: string, words: string];

/** @param origins oldest first */
export function originPairs(
  lead: Pick<LeadView, 'consentRule' | 'source'>,
  origins: readonly OriginView[],
  consents: readonly ConsentEntry[],
  now: Instant,
): readonly Pair[] {
  const held = heldBySource({ ...lead, source: origins[0]?.source ?? lead.source }, consents, now);
  return [
    ...(held === null ? [] : [['not nurtured', held] as const]),
    ...origins.map((origin): Pair => ['came by', originWords(origin)]),
  ];
}

/** `fairs-2026, from a file, campaign spring, since 2026-11-21 09:00:00 (UTC)` */
function originWords({ source, way, detail, at }: OriginView): string {
  const { form, campaign, referrer, landingPage, clickId, partner, reference } = detail;
  const marks = campaign === undefined ? [] : Object.values(campaign);
  return [
    source ?? 'no source',
    `way: ${way}`,
    form && `form ${form}`,
    partner && `partner ${partner}`,
    marks.length > 0 && `campaign ${marks.join(' / ')}`,
    clickId && `${clickId.kind} ${clickId.value}`,
    referrer && `from ${referrer}`,
    landingPage && `to ${landingPage}`,
    reference && `see ${reference}`,
    momentHere(at),
  ]
    .filter(Boolean)
    .join(', ');
}
