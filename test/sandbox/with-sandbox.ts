import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox';
import type { NetworkRow } from '../../src/sandbox/catalogue/to-wire-row';

export const TOKEN = 'test-token';

/** The body of a response, as a client that trusts the network would type it. */
export interface OffersResponse {
  success: boolean;
  message?: string;
  meta: { total: number; total_pages: number; page: number; limit: string };
  offers: NetworkRow[];
}

export interface TestSandbox extends Sandbox {
  /** Send a request to the network's API. Default of `mwsd`: the right token. */
  request: (params?: Record<string, string | number>) => Promise<Response>;
  read: (params?: Record<string, string | number>) => Promise<OffersResponse>;
  /** POST JSON to a control route; GET without a body. */
  control: (path: string, body?: unknown) => Promise<Response>;
}

/** Run a test with a sandbox and close it afterwards. Default: a frozen catalogue of 1,000 offers. */
export async function withSandbox(
  options: Partial<SandboxOptions>,
  use: (sandbox: TestSandbox) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox({ token: TOKEN, offers: 1_000, churn: 0, ...options });
  const request = (params: Record<string, string | number> = {}) => {
    const search = new URLSearchParams({ mwsd: TOKEN, ...params } as Record<string, string>);
    return fetch(`${sandbox.url}?${search.toString()}`, { redirect: 'manual' });
  };
  try {
    await use(
      Object.assign(Object.create(sandbox) as Sandbox, {
        request,
        read: async (params?: Record<string, string | number>) =>
          (await (await request(params)).json()) as OffersResponse,
        control: (path: string, body?: unknown) =>
          fetch(
            new URL(path, sandbox.url),
            body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
          ),
      }),
    );
  } finally {
    await sandbox.close();
  }
}

export function idsOf(response: OffersResponse): string[] {
  return response.offers.map((offer) => offer.offer_id);
}
