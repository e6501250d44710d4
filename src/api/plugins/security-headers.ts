import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** Content Security Policy directives with their sources. */
export type ContentPolicy = Record<string, string[]>;

const DENY_ALL: ContentPolicy = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** A policy that allows only the given sources: no frames, no forms, inline content only by its hash. */
export function allowOnly(allowed: ContentPolicy): ContentPolicy {
  return { ...DENY_ALL, ...allowed };
}

/**
 * Sets security headers on every response: no content sniffing, no scripts, no framing. HTML pages have their own
 * policies.
 *
 * Leaves HSTS to the proxy that terminates TLS.
 */
export function addSecurityHeaders(app: FastifyInstance): void {
  void app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: DENY_ALL },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
}
