import { defineConfig } from 'eslint/config';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import jsxA11y from 'eslint-plugin-jsx-a11y-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/**
 * The modules of src/ and their import rules: which modules each may import, and which packages it must not use.
 *
 * A module is a folder, or a file at the root with the folder of its parts (`client.ts` and `client/`). A module may
 * import those in `imports`, and types from those in `importsTypes`. Modules in `LIBRARIES` are imported file by file.
 * Every other module is imported by its public interface only: its `index.ts`, or the files in `INTERFACES`. The index
 * of `workflows` is the entry point of the workflow bundle. `config` and `local` have parts of their interface in files
 * of their own, so that a command loads only what it needs.
 */
const DRIVERS = ['pg', 'undici', 'fastify', '@fastify/*'];
const NODE = ['node:*'];
const ANYTHING = Symbol('any module but cli');

const MODULES = {
  async: { imports: [], packages: [...DRIVERS, '@temporalio/*'] },
  domain: { imports: [], packages: ['@temporalio/*', 'pino', ...DRIVERS, ...NODE] },
  format: { imports: ['domain'], importsTypes: ['store'], packages: [...DRIVERS, '@temporalio/*', ...NODE] },
  terminal: {
    imports: ['domain', 'format'],
    importsTypes: ['client'],
    packages: [...DRIVERS, '@temporalio/*'],
  },
  config: { imports: ['domain', 'format'], packages: [...DRIVERS, '@temporalio/*'] },
  upstream: {
    imports: ['async', 'domain', 'telemetry'],
    packages: ['@temporalio/*', 'pg', 'fastify', '@fastify/*'],
  },
  channels: {
    imports: ['async', 'domain'],
    packages: ['@temporalio/*', 'pg', 'fastify', '@fastify/*'],
  },
  store: {
    imports: ['async', 'domain', 'telemetry'],
    packages: ['@temporalio/*', 'undici', 'fastify', '@fastify/*'],
  },
  activities: { imports: ['async', 'channels', 'domain', 'store', 'upstream'], packages: DRIVERS },
  workflows: {
    imports: ['domain'],
    importsTypes: ['activities'],
    packages: [
      ...DRIVERS,
      ...NODE,
      'pino',
      '@temporalio/client',
      '@temporalio/worker',
      '@temporalio/activity',
    ],
  },
  client: {
    imports: ['async', 'config', 'domain', 'format', 'telemetry', 'workflows'],
    packages: [...DRIVERS, '@temporalio/activity'],
  },
  telemetry: { imports: ['async'], packages: ['pg', 'undici', 'fastify', '@fastify/*'] },
  worker: {
    imports: [
      'activities',
      'async',
      'channels',
      'client',
      'config',
      'domain',
      'store',
      'telemetry',
      'upstream',
      'workflows',
    ],
    packages: DRIVERS,
  },
  api: {
    imports: ['async', 'client', 'domain', 'format', 'store', 'telemetry'],
    packages: ['@temporalio/*', 'undici', 'pg'],
  },
  sandbox: { imports: [], packages: ['@temporalio/*', 'pg', 'undici'] },
  local: { imports: ANYTHING, packages: ['undici', '@fastify/*'] },
  cli: { imports: ANYTHING, packages: ['undici', 'fastify', '@fastify/*'] },
};

/**
 * The folders beside src/, and which of each other they must not import. src/ imports none of them. The page in web/ is a
 * program of its own, which knows only the API's OpenAPI document; `test/web` tests it.
 */
const OUTSIDE = {
  harness: ['bench', 'test', 'web'],
  bench: ['test', 'web'],
  test: ['bench'],
  web: ['bench', 'harness', 'src', 'test'],
};

/** The modules of the page, and which of each other they may import, by their `index.ts`; the texts are files of their own. */
const WEB_MODULES = {
  search: [],
  time: [],
  i18n: [],
  api: ['time'],
  components: ['api', 'i18n', 'time'],
  live: ['api', 'i18n', 'time'],
  views: ['api', 'components', 'i18n', 'live', 'search', 'time'],
};
const WEB_PACKAGES = [...NODE, ...DRIVERS, '@temporalio/*', 'pino'];
const SEE = 'see "Import rules" in docs/architecture.md.';

const LIBRARIES = ['async', 'domain', 'format', 'telemetry', 'terminal'];
const INTERFACES = {
  workflows: '/contract',
  config: '(/index|/version)?',
  local: '(/index|/clients|/page|/serve-api|/stack|/start)?',
};

/** Matches the import path of a module: `./` from the root of src/, `../` from within another module. */
const pathsOf = (names, isRoot) => `^${isRoot ? '\\./' : '(\\.\\./)+'}(${names.join('|')})`;

const outsideRule = (name, folders) => ({
  regex: `^(\\.\\./)+(${folders.join('|')})(/|$)`,
  message: `${name} must not import this folder; ${SEE}`,
});

function importRules(name, isRoot) {
  const { imports, importsTypes = [], packages } = MODULES[name];
  const others = Object.keys(MODULES).filter((other) => other !== name);
  const allowed = imports === ANYTHING ? others.filter((other) => other !== 'cli') : imports;
  const closed = others.filter((other) => !allowed.includes(other) && !importsTypes.includes(other));
  const patterns = [
    outsideRule('src', Object.keys(OUTSIDE)),
    { group: packages, message: `${name} must not use this package; ${SEE}` },
    ...(closed.length === 0
      ? []
      : [
          {
            regex: `${pathsOf(closed, isRoot)}(/|$)`,
            message: `${name} must not import this module; ${SEE}`,
          },
        ]),
    ...importsTypes.map((other) => ({
      regex: `${pathsOf([other], isRoot)}(/|$)`,
      allowTypeImports: true,
      message: `${name} may import only types from ${other}; ${SEE}`,
    })),
    ...others
      .filter((other) => !LIBRARIES.includes(other))
      .map((other) => ({
        regex: `${pathsOf([other], isRoot)}(?!${INTERFACES[other] ?? '(/index)?'}$)(/|$)`,
        message: `${other} is imported by its public interface only; ${SEE}`,
      })),
  ];
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] };
}

function webImportRules(name) {
  const others = Object.keys({ ...WEB_MODULES, app: [] }).filter((other) => other !== name);
  const closed = others.filter((other) => !WEB_MODULES[name].includes(other));
  const patterns = [
    outsideRule('web', OUTSIDE.web),
    { group: WEB_PACKAGES, message: `web must not use this package; ${SEE}` },
    { regex: `${pathsOf(closed, false)}(/|$)`, message: `${name} must not import this module; ${SEE}` },
    {
      regex: `${pathsOf(
        others.filter((other) => other !== 'views'),
        false,
      )}(?!/index$|/texts/[\\w-]+$|$)`,
      message: `A module is imported by its public interface only; ${SEE}`,
    },
  ];
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] };
}

export default defineConfig(
  {
    ignores: [
      'node_modules',
      'dist',
      'coverage',
      '.data',
      '.cache',
      'test/fixtures',
      'web/src/api/schema.ts',
    ],
  },
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js'] })] },
    rules: {
      // One import statement per module, with inline types; relative imports after packages.
      'import-x/no-duplicates': ['error', { 'prefer-inline': true }],
      'import-x/order': [
        'error',
        {
          groups: ['builtin', 'external', 'parent', 'sibling', 'index'],
          alphabetize: { order: 'asc', caseInsensitive: true },
          'newlines-between': 'never',
        },
      ],
      'import-x/no-cycle': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
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
  ...Object.keys(MODULES).flatMap((name) => [
    { files: [`src/${name}/**/*.ts`], rules: importRules(name, false) },
    { files: [`src/${name}.ts`], rules: importRules(name, true) },
  ]),
  ...Object.entries(OUTSIDE).map(([name, folders]) => ({
    files: [`${name}/**/*.{ts,tsx}`],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [outsideRule(name, folders)] }],
    },
  })),
  {
    files: ['web/**/*.{ts,tsx}'],
    extends: [jsxA11y.configs.strict, reactHooks.configs.flat['recommended-latest']],
  },
  ...Object.keys(WEB_MODULES).map((name) => ({
    files: [`web/src/${name}/**/*.{ts,tsx}`],
    rules: webImportRules(name),
  })),
  {
    files: ['src/**/*.ts'],
    ignores: ['src/config/**', 'src/cli/**', 'src/local/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only config, cli and local read the environment.',
        },
      ],
    },
  },
  {
    // A command loads what it needs when it runs, so that `--help` and the other commands start fast. `import()` would
    // need a file extension, which Jest does not resolve.
    files: ['src/{cli,local}/**/*.ts', 'src/store/database.ts'],
    rules: {
      '@typescript-eslint/no-require-imports': ['error', { allow: ['^\\.'] }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
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
          message: 'Pass the time to domain functions as an argument.',
        },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Pass the time to domain functions as an argument.',
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'Pass random values to domain functions as arguments.',
        },
      ],
    },
  },
);
