import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** What a process holds in memory now, in MiB. */
export function readMemoryMib(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1_024;
}

/** Begin to note anew the most that a process of ours holds at once. */
export function resetPeakMemory(pid: number): void {
  // Linux's own way to say that: see proc_pid_clear_refs(5).
  if (existsSync(`/proc/${pid}/clear_refs`)) writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The most that it has held at once since then, in MiB; on a system that does not keep that, what it holds now. */
export function readPeakMemoryMib(pid: number): number {
  if (!existsSync(`/proc/${pid}/status`)) return readMemoryMib(pid);
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1_024;
}
