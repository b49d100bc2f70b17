/**
 * Security headers of every answer. A handler that sets one of them itself keeps its own value.
 */
import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/**
 * Headers against framing, sniffing and leaking referrers. HSTS only where the public address is https, and without
 * `includeSubDomains`: other hosts of the domain are not ours to decide about.
 */
export function securityHeaders(publicUrl: string): MiddlewareHandler {
  const secure = secureHeaders({
    xFrameOptions: 'DENY',
    strictTransportSecurity: strictTransport(publicUrl)['Strict-Transport-Security'] ?? false,
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
    overwrite: false,
  });
  return async function secureAnswers(c, next) {
    await secure(c, next);
    // It knows no sites: where a policy names those that may show a page in a frame, it would keep them from it.
    const ancestors = /frame-ancestors ([^;]+)/.exec(c.res.headers.get('Content-Security-Policy') ?? '')?.[1];
    if (ancestors !== undefined && ancestors.trim() !== "'none'") c.res.headers.delete('X-Frame-Options');
  };
}

/** For answers that no middleware sees. */
export const strictTransport = (publicUrl: string): Readonly<Record<string, string>> =>
  publicUrl.startsWith('https:') ? { 'Strict-Transport-Security': 'max-age=15552000' } : {};

/**
 * Of a redirect from a link in a mail, all but `Location`: kept by no cache, listed by no search engine, telling the next
 * site nothing of the token.
 */
export const redirectHeaders = (publicUrl: string): Readonly<Record<string, string>> => ({
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
  'X-Content-Type-Options': 'nosniff',
  ...strictTransport(publicUrl),
});

/** What a page may besides what every page may. */
export interface PagePermits {
  /** Scripts that stand in it, word for word. */
  readonly scripts?: readonly string[];
  /** Origins that may show it in a frame. */
  readonly frames?: readonly string[];
  /** Origins that its form may lead on to. */
  readonly leadsTo?: readonly string[];
}

/** The policy of a page: its own inline style sheet (by hash), forms to this server, and nothing else but what is permitted. */
export function pagePolicy(styleSheet: string, { scripts = [], frames = [], leadsTo = [] }: PagePermits = {}): string {
  const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const run = scripts.length === 0 ? '' : `; script-src ${scripts.map(hashOf).join(' ')}`;
  const ancestors = frames.length === 0 ? "'none'" : frames.join(' ');
  return `default-src 'none'; style-src ${hashOf(styleSheet)}${run}; form-action ${["'self'", ...leadsTo].join(' ')}; base-uri 'none'; frame-ancestors ${ancestors}`;
}
