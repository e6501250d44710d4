import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox';
import type { NetworkRow } from '../../src/sandbox/catalogue/to-wire-row';

export const TOKEN = 'test-token';

/** An answer as a reader that trusts the network would see it. */
export interface ReadAnswer {
  success: boolean;
  message?: string;
  meta: { total: number; total_pages: number; page: number; limit: string };
  offers: NetworkRow[];
}

export interface LentSandbox extends Sandbox {
  /** Ask the network's API, with the right token unless `mwsd` says otherwise. */
  ask: (params?: Record<string, string | number>) => Promise<Response>;
  read: (params?: Record<string, string | number>) => Promise<ReadAnswer>;
  /** Send JSON to a control route, or get one where there is no body. */
  control: (path: string, body?: unknown) => Promise<Response>;
}

/** Lend a frozen sandbox of 1,000 offers, unless told otherwise, and close it afterwards. */
export async function withSandbox(
  options: Partial<SandboxOptions>,
  use: (sandbox: LentSandbox) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox({ token: TOKEN, offers: 1_000, churn: 0, ...options });
  const ask = (params: Record<string, string | number> = {}) => {
    const search = new URLSearchParams({ mwsd: TOKEN, ...params } as Record<string, string>);
    return fetch(`${sandbox.url}?${search.toString()}`, { redirect: 'manual' });
  };
  try {
    await use(
      Object.assign(Object.create(sandbox) as Sandbox, {
        ask,
        read: async (params?: Record<string, string | number>) =>
          (await (await ask(params)).json()) as ReadAnswer,
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

export function idsOf(answer: ReadAnswer): string[] {
  return answer.offers.map((offer) => offer.offer_id);
}
