import { getRouteApi } from '@tanstack/react-router';

const route = getRouteApi('/offers/$offerId');

/** One offer. */
export function OfferView() {
  const { offerId } = route.useParams();
  return <h1>{offerId}</h1>;
}
