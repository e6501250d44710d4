import { getRouteApi } from '@tanstack/react-router';

const route = getRouteApi('/runs/$workflowId/$runId');

/** One run. */
export function RunView() {
  const { workflowId } = route.useParams();
  return <h1>{workflowId}</h1>;
}
