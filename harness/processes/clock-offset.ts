import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

/** Whether the clock of a process can be shifted here: other systems have no vDSO, or another machine code in it. */
export const CAN_SET_CLOCK_OFFSET = process.platform === 'linux' && process.arch === 'x64';

/**
 * Machine code for the functions of the vDSO, which the kernel maps into every process so that reading the clock needs no
 * system call. Programs without a C library, such as those written in Go, use it as well.
 *
 * Each function is overwritten with the system call that it replaces, followed by the addition of the offset to the
 * seconds of the result. Only CLOCK_REALTIME (0) is shifted; the monotonic clocks are not.
 */
const FUNCTIONS: Record<string, (shift: Buffer) => Buffer> = {
  // mov eax, 228; syscall; test edi, edi; jne +13; mov rcx, shift; add [rsi], rcx; ret
  __vdso_clock_gettime: (shift) => bytes('b8e40000000f0585ff750d48b9', shift, '48010ec3'),
  // mov eax, 96; syscall; test rdi, rdi; je +13; mov rcx, shift; add [rdi], rcx; ret
  __vdso_gettimeofday: (shift) => bytes('b8600000000f054885ff740d48b9', shift, '48010fc3'),
  // mov eax, 201; syscall; mov rcx, shift; add rax, rcx; test rdi, rdi; je +3; mov [rdi], rax; ret
  __vdso_time: (shift) => bytes('b8c90000000f0548b9', shift, '4801c84885ff7403488907c3'),
};

/**
 * Set the offset of one process's wall clock, and of the processes that it forks afterwards, from the kernel's clock.
 * Timers on the monotonic clock are not affected: this is what a process sees after the machine has slept.
 *
 * The process must belong to our user and should be stopped (SIGSTOP) meanwhile. Does nothing if it has just ended.
 */
export function setClockOffset(pid: number, offsetSeconds: number): void {
  const [, from = '', to = ''] =
    /^([0-9a-f]+)-([0-9a-f]+) .*\[vdso\]$/m.exec(readFileSync(`/proc/${pid}/maps`, 'utf8')) ?? [];
  if (from === '') return;
  const start = parseInt(from, 16);
  const memory = openSync(`/proc/${pid}/mem`, 'r+');
  try {
    const library = Buffer.alloc(parseInt(to, 16) - start);
    readSync(memory, library, 0, library.length, start);
    const shift = Buffer.alloc(8);
    shift.writeBigInt64LE(BigInt(offsetSeconds));
    for (const [name, write] of Object.entries(FUNCTIONS)) {
      const code = write(shift);
      const { offset, size } = findFunction(library, name);
      if (size < code.length) throw new Error(`${name} is too short for the replacement.`);
      writeSync(memory, code, 0, code.length, start + offset);
    }
  } finally {
    closeSync(memory);
  }
}

/** Set the offset of a process and of its children, while all of them are stopped. */
export function setClockOffsetOfTree(pid: number, offsetSeconds: number): void {
  // Stopped first, so that it forks no further children.
  process.kill(pid, 'SIGSTOP');
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  const pids = [pid, ...children.filter((child) => child > 0)];
  for (const each of pids) process.kill(each, 'SIGSTOP');
  for (const each of pids) setClockOffset(each, offsetSeconds);
  for (const each of pids) process.kill(each, 'SIGCONT');
}

const PROGRAM_HEADER = { size: 56, type: 0, offset: 8 };
const TYPE_DYNAMIC = 2;
const SYMBOL = { size: 24, name: 0, offset: 8, length: 16 };
const TAG = { end: 0, strings: 5, symbols: 6 };

/** Find a function in an ELF library that is mapped as a whole. */
function findFunction(library: Buffer, name: string): { offset: number; size: number } {
  const number = (at: number) => Number(library.readBigUInt64LE(at));
  let header = number(32);
  while (library.readUInt32LE(header + PROGRAM_HEADER.type) !== TYPE_DYNAMIC) header += PROGRAM_HEADER.size;
  const tables = new Map<number, number>();
  for (let at = number(header + PROGRAM_HEADER.offset); number(at) !== TAG.end; at += 16) {
    tables.set(number(at), number(at + 8));
  }
  const strings = tables.get(TAG.strings)!;
  // The names follow the symbols directly.
  for (let at = tables.get(TAG.symbols)!; at < strings; at += SYMBOL.size) {
    const nameAt = strings + library.readUInt32LE(at + SYMBOL.name);
    if (library.toString('latin1', nameAt, library.indexOf(0, nameAt)) !== name) continue;
    return { offset: number(at + SYMBOL.offset), size: number(at + SYMBOL.length) };
  }
  throw new Error(`The vDSO has no ${name}.`);
}

function bytes(before: string, shift: Buffer, after: string): Buffer {
  return Buffer.concat([Buffer.from(before, 'hex'), shift, Buffer.from(after, 'hex')]);
}
