/**
 * Who is taken for a person, one situation a test. Times are seconds after the relay took the mail.
 * Long, because these are the situations by which the rules are read.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { population } from '../../../bench/engagement/population.ts';
import { decisiveRules } from '../../../domain/engagement/decisive-rules.ts';
import { evidenceRules } from '../../../domain/engagement/evidence-rules.ts';
import type { Hit, MailFacts } from '../../../domain/engagement/hit.ts';
import * as engagement from '../../../domain/engagement/judge.ts';
import { inOrder } from '../../../domain/engagement/ordered-hits.ts';

const acceptedAt = Date.UTC(2026, 10, 2, 9);
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const safari =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15';
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';
const gmail = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
const hour = 3_600;

let count = 0;
const hit = (seconds: number, other: Partial<Hit> = {}): Hit => ({
  id: `hit-${++count}`,
  kind: other.kind ?? 'click',
  at: acceptedAt + seconds * 1_000,
  link: other.kind === 'open' ? null : 0,
  honeypot: false,
  method: 'GET',
  prefetch: false,
  userAgent: chrome,
  network: 'home',
  networkKind: null,
  ...other,
});
const open = (seconds: number, other: Partial<Hit> = {}) => hit(seconds, { ...other, kind: 'open' });
const mail = (links: number): MailFacts => ({ acceptedAt, links });

/** Ten links within a second, as a scanner that calls itself Chrome follows them. */
const burst = (seconds: number, other: Partial<Hit> = {}): readonly Hit[] =>
  Array.from({ length: 10 }, (_, link) => hit(seconds + link * 0.09, { link, network: 'gateway', ...other }));

type Verdict = engagement.Verdict;
const judge = (judged: Hit, facts: MailFacts, hits: readonly Hit[], now: number): Verdict =>
  engagement.judge(judged, facts, inOrder(hits), now);
const holdUntil = (judged: Hit, facts: MailFacts, hits: readonly Hit[]): number =>
  engagement.holdUntil(judged, facts, inOrder(hits));

/** The verdict after the hold, with all requests that are given. */
const final = (judged: Hit, hits: readonly Hit[], facts = mail(10)): Verdict =>
  judge(judged, facts, hits, holdUntil(judged, facts, hits));
const counts = (judged: Hit, hits: readonly Hit[], facts = mail(10)): boolean => final(judged, hits, facts).counts;

describe('a machine does not count', () => {
  test.each([1, 43, 70, 5 * hour])(
    'that follows every link within a second, %i s after the mail went out',
    (seconds) => {
      const hits = burst(seconds);
      expect(hits.map((each) => counts(each, hits))).toEqual(hits.map(() => false));
    },
  );

  test('from a network of its own for each link', () => {
    const hits = burst(43).map((each, i) => ({ ...each, network: `cloud-${i}` }));
    expect(hits.filter((each) => counts(each, hits))).toEqual([]);
  });

  test('that pauses between links, though it calls itself a browser', () => {
    const hits = [30, 52, 95, 171, 190, 260, 281, 330].map((at, link) => hit(at, { link }));
    expect(hits.filter((each) => counts(each, hits))).toEqual([]);
  });

  test.each<[string, Partial<Hit>, Verdict['verdict']]>([
    ['asks with HEAD', { method: 'HEAD' }, 'scanner'],
    ['loads in advance', { prefetch: true }, 'prefetch'],
    [
      'makes a card for a chat',
      { userAgent: 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' },
      'prefetch',
    ],
    [
      'is a security product by its name',
      { userAgent: 'Mozilla/5.0 (compatible; Barracuda Link Protection)' },
      'scanner',
    ],
    ['is a script', { userAgent: 'python-requests/2.32.3' }, 'scanner'],
    ['is a browser without a screen', { userAgent: chrome.replace('Chrome', 'HeadlessChrome') }, 'scanner'],
    ['has no name', { userAgent: '' }, 'scanner'],
    ['has half a name', { userAgent: 'Mozilla/5.0' }, 'scanner'],
    ['stands in a listed network', { networkKind: 'scanner' }, 'scanner'],
    ['follows the link that nobody can see', { honeypot: true, link: null }, 'scanner'],
  ])('that %s, hours later and alone', (_, other, verdict) => {
    const click = hit(3 * hour, other);
    expect(final(click, [click], mail(1))).toMatchObject({ counts: false, settled: true });
    const early = hit(20, other);
    expect(final(early, [early], mail(1))).toMatchObject({ verdict, counts: false, settled: true });
  });

  test('that asks with GET after it asked with HEAD', () => {
    const [head, get] = [hit(3 * hour, { method: 'HEAD' }), hit(3 * hour + 2)];
    expect(counts(get, [head, get])).toBe(false);
  });

  test('whose network followed the honeypot within a minute; a click of another network or later counts', () => {
    const trap = hit(3 * hour, { honeypot: true, link: null, network: 'gateway' });
    const [near, later] = [50, 70].map((after) => hit(3 * hour + after, { network: 'gateway', userAgent: safari }));
    const elsewhere = hit(3 * hour + 50, { userAgent: safari });
    if (!near || !later) throw new Error('two clicks');
    const hits = [trap, near, later, elsewhere];
    expect(final(near, hits).reasons).toEqual(['honeypot-beside']);
    expect([counts(later, hits), counts(elsewhere, hits)]).toEqual([true, true]);
  });

  test('that looks once at the only link while the mail arrives', () => {
    const click = hit(43);
    expect(final(click, [click], mail(1)).verdict).toBe('scanner');
  });
});

describe('a person counts', () => {
  test('that comes more than a minute after a scanner, from another network', () => {
    const human = hit(150, { userAgent: safari, link: 3 });
    expect(counts(human, [...burst(43), human])).toBe(true);
    const many = burst(43).map((each, i) => ({ ...each, network: `cloud-${i}` }));
    expect(counts(human, [...many, human])).toBe(true);
  });

  test('that shares its network with the scanner and comes later', () => {
    const human = hit(1_800, { network: 'gateway', link: 3 });
    expect(counts(human, [...burst(43), human])).toBe(true);
  });

  test('that clicks two links quickly, or one twice', () => {
    const hits = [hit(1_000, { link: 2 }), hit(1_001.2, { link: 5 }), hit(1_001.6, { link: 5 })];
    expect(hits.map((each) => counts(each, hits))).toEqual([true, true, true]);
  });

  test('on two devices', () => {
    const hits = [hit(600, { userAgent: iphone, network: 'mobile' }), hit(604)];
    expect(hits.map((each) => counts(each, hits))).toEqual([true, true]);
  });

  test('on a phone, ten seconds after the mail went out', () => {
    const click = hit(11, { userAgent: iphone });
    expect(counts(click, [click], mail(1))).toBe(true);
  });

  test('at a desk within a minute, when the mail was shown and no other link is followed', () => {
    const [shown, click] = [open(12), hit(25, { link: 4 })];
    expect(counts(click, [shown, click])).toBe(true);
    expect(judge(click, mail(10), [shown, click], click.at)).toMatchObject({ counts: false, settled: false });
  });

  test('that reads five links of ten one after the other', () => {
    const hits = [0, 31, 55, 140, 163].map((after, link) => hit(2 * hour + after, { link: link * 2 }));
    expect(hits.map((each) => counts(each, hits))).toEqual(hits.map(() => true));
  });

  test('while a security product looks at what it clicks; the look does not', () => {
    const human = hit(2 * hour, { userAgent: iphone });
    const look = hit(2 * hour + 0.3, { network: 'cloud', networkKind: 'datacentre' });
    const hits = [human, look];
    expect([counts(human, hits), counts(look, hits)]).toEqual([true, false]);
  });

  test('of which nothing is known but the browser', () => {
    const click = hit(0, { network: null });
    expect(counts(click, [click], { acceptedAt: null, links: 1 })).toBe(true);
  });
});

describe('the hold', () => {
  test('is skipped for a click hours later on a phone, and for a machine beyond doubt', () => {
    const human = hit(4 * hour, { userAgent: iphone });
    expect(judge(human, mail(10), [human], human.at)).toMatchObject({ verdict: 'human', settled: true });
    const hits = burst(43);
    const fourth = hits[3] ?? hit(0);
    expect(judge(fourth, mail(10), hits.slice(0, 4), fourth.at)).toMatchObject({ verdict: 'scanner', settled: true });
  });

  test('is kept when others are at the mail, and in the first quarter of an hour', () => {
    const [other, late, early] = [
      hit(4 * hour, { link: 1 }),
      hit(4 * hour + 1, { userAgent: iphone }),
      hit(800, { userAgent: iphone }),
    ];
    expect(judge(late, mail(10), [other, late], late.at).settled).toBe(false);
    expect(judge(early, mail(10), [early], early.at).settled).toBe(false);
  });

  test('lasts 45 s, 45 s more after each click of the series, and two minutes at most', () => {
    const click = hit(100);
    expect(holdUntil(click, mail(10), [click])).toBe(click.at + 45_000);
    expect(holdUntil(click, mail(10), [click, hit(130, { link: 1 })])).toBe(click.at + 75_000);
    expect(holdUntil(click, mail(10), [click, hit(130, { link: 1 }), hit(190, { link: 2 })])).toBe(click.at + 120_000);
    expect(judge(click, mail(10), [click], click.at + 44_999).settled).toBe(false);
    expect(judge(click, mail(10), [click], click.at + 45_000).settled).toBe(true);
  });
});

describe('an open', () => {
  test.each<[string, Hit, Verdict['verdict']]>([
    ["Gmail's proxy", open(60, { userAgent: gmail }), 'proxy'],
    ["Yahoo's proxy", open(60, { userAgent: 'YahooMailProxy; https://help.yahoo.com/' }), 'proxy'],
    ["Apple's mail privacy", open(600, { userAgent: 'Mozilla/5.0' }), 'prefetch'],
    [
      'a mail program hours later',
      open(2 * hour, { userAgent: 'Microsoft Office/16.0 (Microsoft Outlook 16.0)' }),
      'human',
    ],
    ['somebody without a name at once', open(4, { userAgent: '' }), 'scanner'],
    ['a browser at once', open(4), 'scanner'],
  ])('by %s is judged and never counts', (_, opened, verdict) => {
    expect(judge(opened, mail(3), [opened], opened.at)).toMatchObject({ verdict, counts: false, settled: true });
  });
});

describe('a verdict', () => {
  test('names the rules that spoke and their sum', () => {
    const click = hit(3 * hour, { networkKind: 'datacentre' });
    expect(judge(click, mail(1), [click], click.at)).toEqual({
      verdict: 'human',
      counts: true,
      settled: false,
      reasons: ['hours-later -2.5', 'datacentre +2', 'browser -1'],
      score: -1.5,
      rules: 2,
    });
  });

  test('is the same at any later time, in whatever order requests are known, and whatever comes after two minutes', () => {
    const samples = population({ seed: 77, mails: 300 }).filter(({ hits }) => hits.length > 0);
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.nat(), fc.nat(), ({ hits, facts }, chosen, later) => {
        const judged = hits[chosen % hits.length];
        if (!judged) return;
        const at = judged.at + 120_000;
        const known = hits.filter((other) => other.at <= at);
        expect(judge(judged, facts, hits.toReversed(), at + later)).toEqual(judge(judged, facts, known, at));
        expect(
          judge(
            judged,
            facts,
            known.filter(({ id }) => id !== judged.id),
            at,
          ),
        ).toEqual(judge(judged, facts, known, at));
      }),
    );
  });

  test('is not changed by links that the same caller follows more than two minutes later', () => {
    const hits = Array.from({ length: 8 }, (_, link) => hit(3 * hour + link * 50, { link }));
    const first = hits[0] ?? hit(0);
    expect(judge(first, mail(10), hits, first.at + hour * 1_000)).toEqual(final(first, hits.slice(0, 3)));
  });

  test('on one of many at once is that they are a flood, and takes no longer for their number', () => {
    const flood = (size: number) =>
      Array.from({ length: size }, (_, i) => hit(hour + (i * 60) / size, { link: i % 10, network: `n${i}` }));
    for (const size of [102, 5_000]) {
      const hits = inOrder(flood(size));
      const verdicts = hits.map((each) => engagement.judge(each, mail(10), hits, each.at));
      expect(new Set(verdicts.map(({ verdict, settled, reasons }) => [verdict, settled, reasons].join()))).toEqual(
        new Set(['scanner,true,flood']),
      );
    }
    const fewer = flood(50);
    expect(final(fewer[25] ?? hit(0), fewer).reasons).not.toContain('flood');
  });

  test.each<[string, readonly Hit[]]>([
    [
      'three scanners with HEAD and GET on forty links',
      ['a', 'b', 'c'].flatMap((network, i) =>
        Array.from({ length: 40 }, (_, link) =>
          ['HEAD', 'GET'].map((method) => hit(30 + i * 3 + link * 0.05, { link, method, network })),
        ).flat(),
      ),
    ],
    [
      'two hundred HEADs of a script',
      Array.from({ length: 200 }, (_, i) =>
        hit(60 + i * 7, { link: i % 10, method: 'HEAD', userAgent: 'curl/8.9.1', network: 'cloud' }),
      ),
    ],
    ['two hundred opens', Array.from({ length: 200 }, (_, i) => open(60 + i * 7, { network: 'cloud' }))],
    [
      'a flood from hundreds of networks five minutes ago',
      Array.from({ length: 1_000 }, (_, i) => hit(1_140 + i * 0.06, { link: i % 10, network: `n${i}` })),
    ],
  ])('of a person with a phone on another network is not touched by %s', (_, others) => {
    const human = hit(1_500, { userAgent: iphone, network: 'mobile', link: 4 });
    expect(counts(human, [...others, human], mail(40))).toBe(true);
  });

  test('of a person within a minute of a flood is not touched by one from another network alone, or by what gives itself away', () => {
    const human = hit(3 * hour + 70, { userAgent: iphone, network: 'mobile', link: 4 });
    const flood = (other: Partial<Hit>, networks: number) =>
      Array.from({ length: 200 }, (_, i) =>
        hit(3 * hour + i * 0.1, { link: i % 10, network: `n${i % networks}`, ...other }),
      );
    expect(counts(human, [...flood({}, 1), human])).toBe(true);
    expect(counts(human, [...flood({ method: 'HEAD' }, 1), human])).toBe(true);
    expect(final(human, [...flood({}, 200), human]).reasons).toEqual(['flood']);
    const beside = { ...human, network: 'n0' };
    expect(final(beside, [...flood({}, 1), beside]).reasons).toEqual(['flood']);
    expect(final(beside, [...flood({ method: 'HEAD' }, 1), beside]).reasons).not.toContain('flood');
    expect(final(beside, [...flood({ kind: 'open', link: null }, 1), beside]).reasons).not.toContain('flood');
  });

  test('of a person more than a minute before a flood or after it is not touched by it', () => {
    const flood = Array.from({ length: 1_000 }, (_, i) => hit(3 * hour + i * 0.06, { link: i % 10, network: 'cloud' }));
    const [before, after] = [hit(3 * hour - 61, { userAgent: iphone }), hit(3 * hour + 121, { userAgent: iphone })];
    const hits = [before, ...flood, after];
    expect([counts(before, hits), counts(after, hits)]).toEqual([true, true]);
    expect(flood.filter((each) => counts(each, hits))).toEqual([]);
  });
});

test('every rule speaks somewhere in the made-up set', () => {
  const spoken = new Set<string>();
  for (const { hits, facts } of population({ seed: 78, mails: 800 })) {
    for (const each of hits) {
      for (const reason of judge(each, facts, hits, each.at + 120_000).reasons) spoken.add(reason.split(' ')[0] ?? '');
    }
  }
  const silent = [...decisiveRules, ...evidenceRules].map(({ name }) => name).filter((name) => !spoken.has(name));
  // People without a browser by name, what loads in advance, image proxies that follow links, floods and what providers say
  // are not in the set.
  expect(silent.sort()).toEqual([
    'flood',
    'image-proxy-link',
    'loads-in-advance',
    'odd-agent',
    'told-machine-click',
    'told-machine-open',
  ]);
});
