/** What a salesperson is told to begin with. */
import { describe, expect, it } from 'vitest';
import { openerFor, pointsFrom, whyNow } from '../../activities/opener.ts';
import type { TimelineEntry } from '../../db/store.ts';

const at = (minute: number) => `2026-11-23T10:${String(minute).padStart(2, '0')}:00.000Z`;
const score = (minute: number, points: number, reason: string): TimelineEntry => ({
  ...{ at: at(minute), kind: 'score', points, reason, group: 'web', scoreAfter: 0, told: null, late: false },
});
const event = (
  minute: number,
  kind: 'reply' | 'click' | 'form' | 'custom' | 'open',
  more: { name?: string; link?: string } = {},
): TimelineEntry => ({
  ...{ at: at(minute), kind: 'event', eventId: 'e', event: kind, name: more.name ?? null, link: more.link ?? null },
  ...{ stepId: null, text: null, verdict: null, report: null, returnsOn: null, via: null },
});

describe('a lead that comes to sales', () => {
  it('says why now, by what gave points last, and what its points come from', () => {
    const timeline = [
      score(1, 10, 'Clicked a link'),
      score(2, 10, 'Clicked a link'),
      score(3, 40, 'Asked for a demo'),
      score(4, 5, 'Visited the site'),
      score(5, 2, 'Opened a door'),
      score(6, -15, 'Gone quiet'),
    ];
    expect(whyNow(timeline.slice(0, 3), 'Europe/Berlin')).toBe('Why now: Asked for a demo, 2026-11-23 11:03.');
    expect(whyNow(timeline, 'UTC')).toBe('Why now: Opened a door, 2026-11-23 10:05.');
    expect(pointsFrom(timeline)).toBe(
      'Its points come from: Asked for a demo, Clicked a link (2 times), Visited the site.',
    );
    expect([whyNow([], 'UTC'), pointsFrom([score(1, -5, 'x')]), openerFor([event(1, 'open')])]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('is spoken to by the strongest thing that it did, the last of its kind', () => {
    const did = [
      event(1, 'form', { name: 'energy-guide' }),
      event(2, 'form', { name: 'demo' }),
      event(3, 'click', { link: 'pricing' }),
    ];
    expect(openerFor(did)).toBe(
      'You could begin with: “You filled in our form “demo”. What would you like to find out?”',
    );
    expect(openerFor([...did, event(4, 'reply')])).toContain('Thank you for your answer.');
    expect(openerFor([event(1, 'click', { link: 'roof_solar' })])).toContain('our page on “roof solar”');
    expect(openerFor([event(1, 'custom', { name: 'quote_requested' })])).toContain('You told us: quote requested.');
    expect(openerFor([event(1, 'click'), event(2, 'custom')])).toBeNull();
  });
});
