export { processMetrics } from './process-metrics';
