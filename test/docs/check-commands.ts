import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program';
import { type Page, ROOT } from './read-pages';

/** How a command of ours is called, and what comes behind it. A namespace or a secret may have our name, too. */
const CALLS =
  /(?:npm run (?:--silent )?cli --|npx mobipium-sync|node dist\/cli\/main\.js|^mobipium-sync) ([^|>&;]+)/gm;

/** Every npm script that a page names and package.json does not have. */
export function missingScripts({ path, text }: Page): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return scriptsOf(text)
    .filter((name) => scripts[name] === undefined)
    .map((name) => `${path}: there is no script ${name}`);
}

/** The npm scripts that a text names. */
export function scriptsOf(text: string): string[] {
  const named = text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)|npm (start|test)\b/g);
  return [...named].map(([, script, short]) => script ?? short ?? '');
}

/** Every call of our own command line on a page that it would not take: no such command, option or argument. */
export function badCalls(page: Page): string[] {
  return callsOf(page).flatMap((call) => {
    const problem = problemWith(call);
    return problem === undefined ? [] : [`${page.path}: ${call}: ${problem}`];
  });
}

/** What a page calls our command line with, also where only the command stands in backticks: `worker --queues …`. */
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
    if (unknown.length > 0) return `it has no ${unknown[0]}`;
    const takes = command.registeredArguments;
    if (operands.length > takes.length && takes.at(-1)?.variadic !== true)
      return `it takes no ${operands.at(-1)}`;
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
