const { readConfig, readEnvironment } = require('./dist/config');

/**
 * Runs the worker and the API with PM2: `npm run build && pm2 start ecosystem.config.js`.
 *
 * Settings come from the shell that runs pm2 and from .env; `pm2 restart --update-env` applies changed ones.
 */
const { upstream } = readConfig(readEnvironment());

const program = {
  script: 'dist/cli/main.js',
  cwd: __dirname,
  // One process per name. PM2's cluster mode is for sharing a port, and a worker has none.
  exec_mode: 'fork',
  autorestart: true,
  // Backoff for a worker that cannot start, such as one without a token, instead of giving up.
  exp_backoff_restart_delay: 200,
  // Limits of V8 and glibc, without which a process keeps half as much memory again: docs/deployment.md, Sizing.
  node_args: '--enable-source-maps --max-old-space-size=256 --max-semi-space-size=4',
  env: { MALLOC_ARENA_MAX: '2' },
};

module.exports = {
  apps: [
    {
      ...program,
      name: 'mobipium-worker',
      args: 'worker',
      // Three times what a FULL of 10,000 offers takes.
      max_memory_restart: '1G',
      // The worker exits after at most UPSTREAM_TIMEOUT plus 5 s, when its open requests have finished.
      kill_timeout: upstream.timeoutMs + 10_000,
    },
    { ...program, name: 'mobipium-api', args: 'api', max_memory_restart: '500M', kill_timeout: 10_000 },
  ],
};
