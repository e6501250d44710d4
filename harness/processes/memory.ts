import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Resident memory of a process, in MiB. */
export function readMemoryMib(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1_024;
}

/** Reset the peak that the system has recorded for a process of ours. */
export function resetPeakMemory(pid: number): void {
  // See proc_pid_clear_refs(5).
  if (existsSync(`/proc/${pid}/clear_refs`)) writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** Peak resident memory since the reset, in MiB; on a system that records no peak, the current one. */
export function readPeakMemoryMib(pid: number): number {
  if (!existsSync(`/proc/${pid}/status`)) return readMemoryMib(pid);
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1_024;
}
