import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveServerUser } from '../../src/local/postgres/binaries';

/** A file system of its own with little room. Whoever lends it calls `remove`. */
export interface SmallDisk {
  /** Where it is; the tests' PostgreSQL may write there. */
  readonly folder: string;
  /** Take all room that is left but for so many bytes. */
  fill(leaving: number): void;
  /** Give the room back. */
  free(): void;
  unmount(): void;
}

/** Lend a disk of so many MB. Undefined where this process may not mount one. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'mobipium-test-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder], {
      stdio: 'pipe',
    });
  } catch {
    rmdirSync(folder);
    return undefined;
  }
  const user = resolveServerUser();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill(leaving) {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - leaving)));
    },
    free() {
      rmSync(ballast, { force: true });
    },
    unmount() {
      execFileSync('umount', [folder], { stdio: 'pipe' });
      rmdirSync(folder);
    },
  };
}
