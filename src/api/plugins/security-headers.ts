import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** What an answer may fetch and run in a browser, and from where; what is not named, it may not. */
export type ContentPolicy = Record<string, string[]>;

const NOTHING: ContentPolicy = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** A policy that allows no more than this: nobody's frame, no forms, nothing inline but by its hash. */
export function allowOnly(allowed: ContentPolicy): ContentPolicy {
  return { ...NOTHING, ...allowed };
}

/**
 * Tell browsers to take every answer for what it says it is, to fetch and run nothing of it, and to show it in
 * nobody's frame. The pages for people have policies of their own.
 *
 * That the API is to be called by https alone is left to say to whoever puts TLS before it.
 */
export function addSecurityHeaders(app: FastifyInstance): void {
  void app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: NOTHING },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
}
