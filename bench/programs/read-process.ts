import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a process holds and has used up so far. */
export interface ProcessState {
  residentMiB: number;
  /** Time on a core, its own and the system's for it. */
  cpuSeconds: number;
  /** Files, pipes, sockets and all else that has a number, the sockets among them. */
  openFiles: number;
  sockets: number;
}

/** Linux counts a process's time in these, whatever the machine. */
const TICKS_A_SECOND = 100;

/** After the process's name, which may have blanks in it: user time is the 12th number, the system's the 13th. */
const [USER_TICKS, SYSTEM_TICKS] = [11, 12];

/** Read how a process stands. Undefined where it has ended, and on systems other than Linux, which do not tell. */
export function readProcess(pid: number): ProcessState | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const numbers = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    const links = readdirSync(`/proc/${pid}/fd`).map((fd) => readLink(`/proc/${pid}/fd/${fd}`));
    if (kib === undefined) return undefined;
    return {
      residentMiB: Number(kib) / 1_024,
      cpuSeconds: (Number(numbers[USER_TICKS]) + Number(numbers[SYSTEM_TICKS])) / TICKS_A_SECOND,
      openFiles: links.length,
      sockets: links.filter((link) => link.startsWith('socket:')).length,
    };
  } catch {
    return undefined;
  }
}

/** What was open when the folder was read may be closed by now. */
function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
