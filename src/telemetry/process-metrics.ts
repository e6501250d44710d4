import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | undefined;

/**
 * The figures of this process and of Node: CPU, memory, open files, event loop, garbage collection.
 *
 * One registry per process, created by the first call: these figures are those of the process, for any number of parts
 * that serve them.
 */
export function processMetrics(): Registry {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
  }
  return registry;
}
