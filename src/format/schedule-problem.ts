interface ScheduleProblem {
  id: string;
  problem: 'missing' | 'changed';
  differences: string[];
}

/** Describe a problem of a schedule: `full-sync was changed: interval`. */
export function formatScheduleProblem({ id, problem, differences }: ScheduleProblem): string {
  return problem === 'missing' ? `${id} is missing` : `${id} was changed: ${differences.join(', ')}`;
}
