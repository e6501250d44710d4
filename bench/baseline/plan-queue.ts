import Queue from 'bull';
import { LOOPBACK } from '../../src/local/process/ports';

/** Processes jobs one after the other. */
export interface PlanQueue<Job> {
  /** Add jobs, and wait until all are processed. Rejects when one fails, even if it would be tried again. */
  processAll(jobs: readonly Job[]): Promise<number>;
  close(): Promise<void>;
}

export interface BullOptions {
  name: string;
  redisPort: number;
  /** At most this many jobs start per second. Default: no limit. */
  jobsPerSecond?: number | undefined;
}

type Processor<Job> = (job: Job) => Promise<number>;

/** A queue of Bull, with its processor in this process and the plan's options. Results of jobs are added up. */
export function createBullQueue<Job>(
  { name, redisPort, jobsPerSecond }: BullOptions,
  processor: Processor<Job>,
): PlanQueue<Job> {
  const queue = new Queue<Job>(name, {
    redis: { host: LOOPBACK, port: redisPort },
    ...(jobsPerSecond !== undefined && { limiter: { max: jobsPerSecond, duration: 1_000 } }),
    defaultJobOptions: {
      removeOnComplete: true,
      attempts: 3,
      backoff: { type: 'exponential', delay: 1_000 },
    },
  });
  void queue.process(({ data }) => processor(data));

  return {
    async processAll(jobs) {
      let total = 0;
      let remaining = jobs.length;
      const processed = new Promise<void>((resolve, reject) => {
        queue.on('completed', (_job, result: number) => {
          total += result;
          remaining -= 1;
          if (remaining === 0) resolve();
        });
        queue.on('failed', (_job, error) => reject(error));
      });
      // A job may fail while others are being added.
      processed.catch(() => undefined);
      for (const job of jobs) await queue.add(job);
      try {
        await processed;
      } finally {
        queue.removeAllListeners('completed').removeAllListeners('failed');
      }
      return total;
    },
    close: () => queue.close(),
  };
}

/** The processor alone, for a machine without Redis. */
export function createLoop<Job>(processor: Processor<Job>): PlanQueue<Job> {
  return {
    async processAll(jobs) {
      let total = 0;
      for (const job of jobs) total += await processor(job);
      return total;
    },
    close: () => Promise.resolve(),
  };
}
