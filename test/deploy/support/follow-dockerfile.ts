import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { npmEnvironment } from './npm-environment';

const run = promisify(execFile);

const ROOT = join(__dirname, '../../..');

/** `npm ci` of all packages on a busy machine with an empty cache. */
const STEP_WITHIN_MS = 300_000;

/** The result of a Dockerfile. */
export interface Image {
  /** The folder with the files that the Dockerfile creates. */
  root: string;
  workdir: string;
  env: Record<string, string>;
  user: string | undefined;
  entrypoint: string[];
  healthcheck: string[];
}

/**
 * Execute the project's Dockerfile in a folder instead of an image: each stage has a folder, `COPY` copies from the project
 * or from another stage, and `RUN` runs on this machine, whose Node stands in for the base image. Stages run in parallel;
 * one that copies from another waits for it. A file that the image would lack is missing here as well.
 *
 * @throws {Error} on an instruction that is not supported, or if one fails.
 */
export async function followDockerfile(folder: string): Promise<Image> {
  const stages = new Map<string, Promise<Image>>();
  for (const { name, instructions } of readStages()) {
    stages.set(name, build(join(folder, name), instructions, new Map(stages)));
  }
  const image = (await Promise.all(stages.values())).at(-1);
  if (image === undefined) throw new Error('the Dockerfile has no stage');
  return image;
}

/** The path on this machine of a path in the image. */
export function inImage({ root, workdir }: Image, path: string): string {
  return join(root, resolve(workdir, path));
}

type Instruction = [name: string, rest: string];

/** Earlier stages, which a stage may copy from. */
type Stages = ReadonlyMap<string, Promise<Image>>;

async function build(root: string, instructions: readonly Instruction[], stages: Stages): Promise<Image> {
  mkdirSync(root, { recursive: true });
  const image: Image = { root, workdir: '/', env: {}, user: undefined, entrypoint: [], healthcheck: [] };
  for (const [name, rest] of instructions) await follow(name, rest, image, stages);
  return image;
}

function readStages(): { name: string; instructions: Instruction[] }[] {
  const stages: { name: string; instructions: Instruction[] }[] = [];
  for (const [name, rest] of readInstructions()) {
    if (name === 'FROM') {
      stages.push({ name: /AS (\w+)$/.exec(rest)?.[1] ?? `stage-${stages.length}`, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined) throw new Error(`${name} comes before any FROM`);
    stage.instructions.push([name, rest]);
  }
  return stages;
}

function readInstructions(): Instruction[] {
  return readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
    .replaceAll(/^#.*$/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, instruction = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      return [instruction, rest];
    });
}

async function follow(instruction: string, rest: string, image: Image, stages: Stages): Promise<void> {
  switch (instruction) {
    case 'WORKDIR':
      image.workdir = rest;
      mkdirSync(inImage(image, '.'), { recursive: true });
      return;
    case 'ENV': {
      const [name = '', value = ''] = rest.split(/=(.*)/s);
      image.env[name] = value.replace(/^"(.*)"$/, '$1');
      return;
    }
    case 'COPY':
      return copy(rest.split(/\s+/), image, stages);
    case 'RUN': {
      const env = { ...npmEnvironment(), ...image.env };
      // With low priority: other tests may measure times.
      await run('nice', ['-n', '10', 'sh', '-c', rest], {
        cwd: inImage(image, '.'),
        env,
        timeout: STEP_WITHIN_MS,
      });
      return;
    }
    case 'USER':
      image.user = rest;
      return;
    case 'ENTRYPOINT':
      image.entrypoint = JSON.parse(rest) as string[];
      return;
    case 'HEALTHCHECK':
      image.healthcheck = JSON.parse(rest.slice(rest.indexOf('['))) as string[];
      return;
    case 'EXPOSE':
    case 'CMD':
      return;
    default:
      throw new Error(`unsupported instruction ${instruction}`);
  }
}

async function copy(args: string[], image: Image, stages: Stages): Promise<void> {
  const [, stage] = /^--from=(\w+)$/.exec(args[0] ?? '') ?? [];
  const [to = '.', ...from] = args.slice(stage === undefined ? 0 : 1).reverse();
  const source = stage === undefined ? ROOT : (await stages.get(stage))?.root;
  if (source === undefined) throw new Error(`there is no stage ${stage}`);
  for (const path of from.reverse()) {
    const target = to.endsWith('/') ? join(to, basename(path)) : to;
    mkdirSync(dirname(inImage(image, target)), { recursive: true });
    cpSync(join(source, path), inImage(image, target), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
}
