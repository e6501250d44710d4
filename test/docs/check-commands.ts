import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program';
import { type Page, ROOT } from './read-pages';

/** A call of the command line and its arguments. At other positions `mobipium-sync` may be a namespace or a secret. */
const CALLS =
  /(?:npm run (?:--silent )?cli --|npx mobipium-sync|node dist\/cli\/main\.js|^mobipium-sync) ([^|>&;]+)/gm;

/** List the npm scripts that a page mentions and package.json lacks. */
export function missingScripts({ path, text }: Page): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return scriptsOf(text)
    .filter((name) => scripts[name] === undefined)
    .map((name) => `${path}: there is no script ${name}`);
}

/** List the npm scripts that a text mentions. */
export function scriptsOf(text: string): string[] {
  const mentioned = text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)|npm (start|test)\b/g);
  return [...mentioned].map(([, script, short]) => script ?? short ?? '');
}

/** List the command-line calls on a page with an unknown command, option or argument. */
export function badCalls(page: Page): string[] {
  return callsOf(page).flatMap((call) => {
    const problem = problemWith(call);
    return problem === undefined ? [] : [`${page.path}: ${call}: ${problem}`];
  });
}

/** List the arguments of the command-line calls on a page, including code spans with a command only: `worker --queues …`. */
export function callsOf({ commands, names }: Page): string[] {
  const known = createProgram().commands.map((command) => command.name());
  const called = [...commands, ...names].flatMap((text) =>
    [...text.matchAll(CALLS)].map(([, call = '']) => call),
  );
  const bare = names.filter((name) => known.includes(name.split(' ')[0]!) && name.includes(' '));
  return [...called, ...bare]
    .map((call) => call.replace(/ …$/, '').trim())
    .filter((call) => !/^[<…]/.test(call));
}

function problemWith(call: string): string | undefined {
  let command: Command = createProgram();
  let words = (call.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
  for (;;) {
    const next = command.commands.find((candidate) => candidate.name() === words[0]);
    if (next === undefined) break;
    command = next;
    words = words.slice(1);
  }
  if (words[0] === '--help') return undefined;
  if (command.commands.length > 0) return `there is no command ${words[0] ?? 'without a name'}`;
  try {
    const { operands, unknown } = command
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .parseOptions(words);
    // The other arguments of this command are those of PostgreSQL's own program.
    if (command.name() === 'psql') return undefined;
    if (unknown.length > 0) return `it has no ${unknown[0]}`;
    const takes = command.registeredArguments;
    if (operands.length > takes.length && takes.at(-1)?.variadic !== true)
      return `it takes no ${operands.at(-1)}`;
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
