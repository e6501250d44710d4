/**
 * Whether the source of a mirror may be the sandbox: `sandbox`, or, for a worker that runs apart from its sandbox, a host with
 * a port. The address of a real network has none.
 */
export function mayBeSandbox(source: string | null | undefined): boolean {
  return source === 'sandbox' || /:\d+$/.test(source ?? '');
}
