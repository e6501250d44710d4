import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Program } from '../harness/processes/program';
import { sum } from '../src/domain/rhythm/sum';

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

/** Positions after the process's name, which may contain blanks. See proc_pid_stat(5). */
const PARENT = 1;
const [USER_TICKS, SYSTEM_TICKS] = [11, 12];
/** Of the children that have ended, with theirs. */
const [ENDED_USER_TICKS, ENDED_SYSTEM_TICKS] = [13, 14];

/**
 * Sample programs until `stop`, which adds a last sample, is idempotent, and returns the samples by name. There are none on
 * systems other than Linux, and none of a program that has ended.
 */
export function sampleProcesses<Name extends string>(
  programs: Record<Name, Pick<Program, 'pid'>>,
  everyMs: number,
) {
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

/**
 * User and system time of a process and all of its descendants, in seconds; those that have ended included.
 *
 * @throws on a system other than Linux, which has no `/proc`.
 */
export function readTreeCpuSeconds(pid: number): number {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const fields = readStatFields(Number(name));
      return fields === undefined ? [] : [{ pid: Number(name), fields }];
    });
  const ticksOf = (root: number): number => {
    const own = processes.find((process) => process.pid === root)?.fields ?? [];
    const fields = [USER_TICKS, SYSTEM_TICKS, ENDED_USER_TICKS, ENDED_SYSTEM_TICKS];
    const children = processes.filter((process) => process.fields[PARENT] === root);
    return sum(fields.map((field) => own[field] ?? 0)) + sum(children.map((child) => ticksOf(child.pid)));
  };
  return ticksOf(pid) / TICKS_PER_SECOND;
}

/** The fields after the process's name. Undefined if there is no such process. */
function readStatFields(pid: number): number[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ').map(Number);
  } catch {
    return undefined;
  }
}

function readProcessStats(pid: number): ProcessStats | undefined {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (kib === undefined) return undefined;
    const fields = readStatFields(pid)!;
    const links = readdirSync(`/proc/${pid}/fd`).map((fd) => readLink(`/proc/${pid}/fd/${fd}`));
    return {
      atMs: performance.now(),
      residentMiB: Number(kib) / 1_024,
      cpuSeconds: (fields[USER_TICKS]! + fields[SYSTEM_TICKS]!) / TICKS_PER_SECOND,
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
