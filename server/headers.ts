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
  return secureHeaders({
    xFrameOptions: 'DENY',
    strictTransportSecurity: strictTransport(publicUrl)['Strict-Transport-Security'] ?? false,
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
    overwrite: false,
  });
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

/** The policy of a page: its own inline style sheet (by hash), forms to this server, and nothing else. */
export function pagePolicy(styleSheet: string): string {
  const hash = createHash('sha256').update(styleSheet).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
}
