import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { npmEnvironment } from './npm-environment';

const run = promisify(execFile);

const ROOT = join(__dirname, '../../..');

/** An `npm ci` of everything on a busy machine with an empty cache. */
const STEP_WITHIN_MS = 300_000;

/** What an image that was made from a Dockerfile consists of. */
export interface Image {
  /** Its file system, as far as the Dockerfile fills it. */
  root: string;
  workdir: string;
  env: Record<string, string>;
  user: string | undefined;
  entrypoint: string[];
  healthcheck: string[];
}

/**
 * Do what the project's Dockerfile says, instruction by instruction, in a folder instead of an image: each stage has
 * a folder of its own, `COPY` takes from the project or from another stage, and `RUN` runs on this machine. Stages go
 * side by side, and one waits for another where it copies from it.
 *
 * So whatever the image lacks is lacking here too. What a base image brings is this machine's Node.
 *
 * @throws where the Dockerfile has an instruction that this does not know, or one of them fails.
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

/** Where a path of the image lies on this machine. */
export function inImage({ root, workdir }: Image, path: string): string {
  return join(root, resolve(workdir, path));
}

type Instruction = [name: string, rest: string];

/** The stages that come before another, which may copy from them. */
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
      image.env[name] = value;
      return;
    }
    case 'COPY':
      return copy(rest.split(/\s+/), image, stages);
    case 'RUN': {
      const env = { ...npmEnvironment(), ...image.env };
      // Behind whatever else runs: tests that watch a clock may be under way.
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
      throw new Error(`this does not know the instruction ${instruction}`);
  }
}

async function copy(words: string[], image: Image, stages: Stages): Promise<void> {
  const [, stage] = /^--from=(\w+)$/.exec(words[0] ?? '') ?? [];
  const [to = '.', ...from] = words.slice(stage === undefined ? 0 : 1).reverse();
  const source = stage === undefined ? ROOT : (await stages.get(stage))?.root;
  if (source === undefined) throw new Error(`there is no stage ${stage}`);
  for (const path of from.reverse()) {
    const target = to.endsWith('/') ? join(to, path) : to;
    mkdirSync(dirname(inImage(image, target)), { recursive: true });
    cpSync(join(source, path), inImage(image, target), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => !file.startsWith(join(ROOT, 'src/store/generated')),
    });
  }
}
