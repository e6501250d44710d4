import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * The walls between the rooms of src/: what each may import of ours, and which packages are out of its reach.
 * A room that is not in `mayImport` is behind a wall.
 */
const ROOMS = ['domain', 'upstream', 'store', 'activities', 'workflows', 'api', 'cli', 'sandbox', 'local'];
const FILES = [
  'config',
  'client',
  'worker',
  'worker-metrics',
  'worker-runtime',
  'schedules',
  'temporal',
  'teardown',
  'slots',
  'build-workflow-bundle',
];

const DRIVERS = ['pg', '@prisma/*', 'undici', 'fastify', '@fastify/*'];
const NODE = ['node:*'];

const WALLS = {
  domain: { mayImport: [], mustNotUse: ['@temporalio/*', 'pino', ...DRIVERS, ...NODE] },
  upstream: {
    mayImport: ['domain'],
    mustNotUse: ['@temporalio/*', 'pg', '@prisma/*', 'fastify', '@fastify/*'],
  },
  store: { mayImport: ['domain'], mustNotUse: ['@temporalio/*', 'undici', 'fastify', '@fastify/*'] },
  activities: { mayImport: ['domain', 'upstream', 'store', 'slots'], mustNotUse: DRIVERS },
  workflows: {
    mayImport: ['domain'],
    typesFrom: ['activities'],
    mustNotUse: [
      ...DRIVERS,
      ...NODE,
      'pino',
      '@temporalio/client',
      '@temporalio/worker',
      '@temporalio/activity',
    ],
  },
  api: { mayImport: ['client', 'store', 'domain'], mustNotUse: ['@temporalio/*', 'undici', 'pg'] },
  sandbox: { mayImport: [], mustNotUse: ['@temporalio/*', 'pg', '@prisma/*', 'undici'] },
};

/** client.ts, with its parts in client/, knows the workflows by their contract; the entrances may import whatever they wire. */
const FILE_WALLS = {
  client: {
    mayImport: ['workflows', 'domain', 'schedules', 'slots'],
    mustNotUse: [...DRIVERS, '@temporalio/worker', '@temporalio/activity'],
  },
  schedules: {
    mayImport: ['workflows', 'domain'],
    mustNotUse: [...DRIVERS, '@temporalio/worker', '@temporalio/activity'],
  },
  temporal: { mayImport: ['config'], mustNotUse: DRIVERS },
  config: { mayImport: ['domain'], mustNotUse: [...DRIVERS, '@temporalio/*'] },
  'worker-metrics': { mayImport: ['upstream'], mustNotUse: [...DRIVERS, ...NODE] },
  slots: { mayImport: [], mustNotUse: [...DRIVERS, '@temporalio/*', ...NODE] },
  teardown: { mayImport: [], mustNotUse: [...DRIVERS, '@temporalio/*', ...NODE] },
};

function wall(name, { mayImport, typesFrom = [], mustNotUse }) {
  const shut = [...ROOMS, ...FILES].filter((other) => other !== name && !mayImport.includes(other));
  const closed = shut.filter((other) => !typesFrom.includes(other));
  const ways = (room) => [
    `./${room}`,
    `../${room}`,
    `../../${room}`,
    `./${room}/**`,
    `../${room}/**`,
    `../../${room}/**`,
  ];
  const patterns = [
    {
      group: closed.flatMap(ways),
      message: `${name} must not import this room; see "Find your way around" in the README.`,
    },
    {
      group: mustNotUse,
      message: `${name} must not use this package; see "Find your way around" in the README.`,
    },
  ];
  if (typesFrom.length > 0) {
    patterns.push({
      group: typesFrom.flatMap(ways),
      allowTypeImports: true,
      message: `${name} may import types from here, nothing else.`,
    });
  }
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] };
}

export default defineConfig(
  {
    ignores: ['node_modules', 'dist', 'coverage', '.data', '.cache', 'src/store/generated', 'test/fixtures'],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'describe'], package: 'node:test' }] },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  { files: ['*.config.ts'], rules: { 'no-restricted-exports': 'off' } },
  ...Object.entries(WALLS).map(([room, rules]) => ({
    files: [`src/${room}/**/*.ts`],
    rules: wall(room, rules),
  })),
  ...Object.entries(FILE_WALLS).map(([file, rules]) => ({
    files: [`src/${file}.ts`, `src/${file}/**/*.ts`],
    rules: wall(file, rules),
  })),
  {
    files: ['src/**/*.ts'],
    ignores: ['src/config.ts', 'src/cli/**', 'src/local/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only config.ts and the entrances read the environment.',
        },
      ],
    },
  },
  {
    files: ['src/domain/**/*.ts', 'src/workflows/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'fetch', 'setInterval', 'require'],
    },
  },
  {
    files: ['src/domain/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Domain is handed the time.',
        },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Domain is handed the time.',
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'Domain is a function of what it is given.',
        },
      ],
    },
  },
);
