/** One mail of the made-up set while behaviours add their requests to it, each with who really stands behind it. */
import type { Hit, MailFacts } from '../../domain/engagement/hit.ts';
import type { Caller } from './caller.ts';

export interface Truth {
  readonly who: 'human' | 'machine';
  /** What it did, for the table of results. */
  readonly behaviour: string;
}

export interface Sample {
  readonly facts: MailFacts;
  readonly hits: readonly Hit[];
  readonly truth: ReadonlyMap<string, Truth>;
}

export interface Request {
  readonly at: number;
  readonly method?: string;
  readonly prefetch?: boolean;
}

export interface Mail {
  /** When it was sent, in milliseconds since 1970. */
  readonly sentAt: number;
  readonly links: number;
  readonly hasHoneypot: boolean;
  open(by: Caller, truth: Truth, request: Request): void;
  click(by: Caller, truth: Truth, link: number | 'honeypot', request: Request): void;
  sample(): Sample;
}

export function createMail(id: string, sentAt: number, links: number, hasHoneypot: boolean, known: boolean): Mail {
  const hits: Hit[] = [];
  const truths = new Map<string, Truth>();

  function add(kind: Hit['kind'], by: Caller, truth: Truth, link: number | 'honeypot' | null, request: Request): void {
    const { at, method = 'GET', prefetch = false } = request;
    const hit: Hit = {
      ...by,
      id: `${id}-${hits.length}`,
      kind,
      at: Math.round(at),
      link: typeof link === 'number' ? link : null,
      honeypot: link === 'honeypot',
      method,
      prefetch,
    };
    hits.push(hit);
    truths.set(hit.id, truth);
  }

  return {
    sentAt,
    links,
    hasHoneypot,
    open: (by, truth, request) => add('open', by, truth, null, request),
    click: (by, truth, link, request) => add('click', by, truth, link, request),
    sample: () => ({
      facts: { acceptedAt: known ? sentAt : null, links },
      hits: hits.toSorted((a, b) => a.at - b.at),
      truth: truths,
    }),
  };
}

export const linksOf = ({ links }: Mail): readonly number[] => Array.from({ length: links }, (_, index) => index);
