import type { Schemas } from '../../../api';

/** Which runs request an offer from the network. `none`: a FULL sees it when it is Active again. */
export function requestedBy({
  inHigh,
  status,
}: Pick<Schemas['Offer'], 'inHigh' | 'status'>): 'high' | 'full' | 'none' {
  if (inHigh === true) return 'high';
  return status === 'Active' ? 'full' : 'none';
}
