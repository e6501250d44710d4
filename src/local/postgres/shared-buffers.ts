import { totalmem } from 'node:os';

const MIB = 1024 * 1024;

/** PostgreSQL's own default. A mirror of 12,000 offers fits into it. */
const MIN_MIB = 128;

/** More hardly helps a mirror of a million offers: the kernel caches the rest of its 1.4 GB. */
const MAX_MIB = 512;

/**
 * The `shared_buffers` of the embedded server: a quarter of the memory, as PostgreSQL's manual recommends, from 128 to 512 MB. The
 * server takes the memory page by page, as it reads, so a small mirror needs no more than it reads.
 *
 * @param memoryBytes Default: the memory of the machine, or of the container if that is limited.
 */
export function chooseSharedBuffers(memoryBytes = readMemory()): string {
  const quarter = Math.floor(memoryBytes / 4 / MIB);
  return `${Math.min(MAX_MIB, Math.max(MIN_MIB, quarter))}MB`;
}

function readMemory(): number {
  // 0, or more than there is: no limit.
  return Math.min(totalmem(), process.constrainedMemory() || Infinity);
}
