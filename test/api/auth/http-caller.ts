import type { TestApi } from '../test-api';

export interface Call {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** The address that a trusted proxy at 127.0.0.1 names. Wrong keys are counted by address. */
  address?: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** Sends a request over HTTP, not to the process directly, and parses the response if it is JSON. */
export type HttpCaller = (path: string, call?: Call) => Promise<Answer>;

/** Lets an API listen on a free port of this machine. */
export async function listenForTest({ app }: TestApi): Promise<HttpCaller> {
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return async (path, { method = 'GET', headers = {}, body, address } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(address !== undefined && { 'x-forwarded-for': address }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown>,
    };
  };
}

/** The headers of a browser that has the cookie of a response to `POST /api/session`, on a page of the same origin. */
export function cookieOf({ headers }: Answer): { cookie: string } {
  return { cookie: headers.get('set-cookie')!.split(';')[0]! };
}
