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
    strictTransportSecurity: publicUrl.startsWith('https:') ? 'max-age=15552000' : false,
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
    overwrite: false,
  });
}

/** The policy of a page: its own inline style sheet (by hash), forms to this server, and nothing else. */
export function pagePolicy(styleSheet: string): string {
  const hash = createHash('sha256').update(styleSheet).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
}
