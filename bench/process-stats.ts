import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Program } from '../harness/processes/program';

/** What a process uses at one time. */
export interface ProcessStats {
  /** By `performance.now()`. */
  atMs: number;
  residentMiB: number;
  /** User and system time. */
  cpuSeconds: number;
  /** File descriptors, sockets included. */
  openFiles: number;
  sockets: number;
}

/** Linux reports CPU times in this unit on every machine. */
const TICKS_PER_SECOND = 100;

/** Positions after the process's name, which may contain blanks. */
const [USER_TICKS, SYSTEM_TICKS] = [11, 12];

/**
 * Sample programs until `stop`, which adds a last sample, is idempotent, and returns the samples by name. There are none on
 * systems other than Linux, and none of a program that has ended.
 */
export function sampleProcesses<Name extends string>(programs: Record<Name, Program>, everyMs: number) {
  const names = Object.keys(programs) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    ProcessStats[]
  >;
  const sample = () => {
    for (const name of names) {
      const stats = readProcessStats(programs[name].pid);
      if (stats !== undefined) samples[name].push(stats);
    }
  };
  sample();
  const timer = setInterval(sample, everyMs);
  let isStopped = false;
  return {
    stop() {
      clearInterval(timer);
      if (!isStopped) sample();
      isStopped = true;
      return samples;
    },
  };
}

function readProcessStats(pid: number): ProcessStats | undefined {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (kib === undefined) return undefined;
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    const links = readdirSync(`/proc/${pid}/fd`).map((fd) => readLink(`/proc/${pid}/fd/${fd}`));
    return {
      atMs: performance.now(),
      residentMiB: Number(kib) / 1_024,
      cpuSeconds: (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND,
      openFiles: links.length,
      sockets: links.filter((link) => link.startsWith('socket:')).length,
    };
  } catch {
    return undefined;
  }
}

/** A descriptor may have been closed since the folder was read. */
function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
