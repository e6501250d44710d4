#!/usr/bin/env node
// Print the section of CHANGELOG.md for a release tag: `node .ci/release-notes.mjs v0.2.0`.
//
// Exits with 1 if the tag is not "v" and the version in package.json, or if the changelog has no section for it.
import { readFileSync } from 'node:fs';

const [, , tag] = process.argv;
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const [, ...sections] = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m);
const section = sections.find((text) => /^\S+/.exec(text)?.[0] === version);

if (tag !== `v${version}`) {
  console.error(`The tag is ${tag ?? 'missing'}, but package.json has version ${version}.`);
  process.exitCode = 1;
} else if (section === undefined) {
  console.error(
    `CHANGELOG.md has no section "## ${version}". Rename "## Unreleased" to "## ${version} - <date>".`,
  );
  process.exitCode = 1;
} else {
  console.log(section.slice(section.indexOf('\n')).trim());
}
