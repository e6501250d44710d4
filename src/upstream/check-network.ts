import { UpstreamError, type UpstreamOutcome } from './errors';
import type { Upstream } from '.';

/** Whether the network can be used, and what to do if not. */
export interface NetworkFinding {
  /** `away`: it may answer later. `wrong`: the settings or the setup must be changed. */
  state: 'fine' | 'away' | 'wrong';
  outcome: UpstreamOutcome | 'accepted';
  found: string;
  /** What to do; null: nothing. */
  advice: string | null;
}

type Advice = Pick<NetworkFinding, 'state' | 'advice'>;

const ADVICE: Record<UpstreamOutcome, Advice> = {
  busy: { state: 'away', advice: 'Try again later.' },
  cooling_down: { state: 'away', advice: 'Try again later.' },
  unreachable: { state: 'away', advice: 'Check MOBIPIUM_API_URL and the connection to it.' },
  proxy_failed: { state: 'away', advice: 'Check HTTPS_PROXY (or HTTP_PROXY) and the proxy that it names.' },
  token_refused: { state: 'wrong', advice: 'Check MOBIPIUM_API_TOKEN.' },
  rejected: { state: 'wrong', advice: 'Check MOBIPIUM_API_URL.' },
  blocked: {
    state: 'wrong',
    advice:
      'Ask the network to allow the public IP address of this machine and the User-Agent mobipium-sync. The token may be valid.',
  },
  redirected: {
    state: 'wrong',
    advice:
      'Set MOBIPIUM_API_URL to that address if it is the API of the network. Redirects are not followed.',
  },
  broken: { state: 'wrong', advice: 'Check MOBIPIUM_API_URL.' },
};

/**
 * Check that the network accepts the token, with a request for one offer. Closes the upstream. Never throws.
 *
 * @param location Names the network in the finding: `affiliates.mobipium.com`.
 */
export async function checkNetwork(upstream: Upstream, location: string): Promise<NetworkFinding> {
  try {
    const { total } = await upstream.readPage({ page: 1, pageSize: 1 });
    const found = `${location} accepts the token, ${total} offers`;
    return { state: 'fine', outcome: 'accepted', found, advice: null };
  } catch (error) {
    const outcome = error instanceof UpstreamError ? error.outcome : 'broken';
    const reason = error instanceof Error ? error.message : 'unknown failure';
    return { ...ADVICE[outcome], outcome, found: `${location}: ${reason}` };
  } finally {
    await upstream.close();
  }
}
