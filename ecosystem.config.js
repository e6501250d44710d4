const { readConfig, readEnvironment } = require('./dist/config');

/**
 * The worker and the API under PM2: `npm run build && pm2 start ecosystem.config.js`.
 *
 * Settings come from the shell that runs pm2, and from .env; `pm2 restart --update-env` takes up changed ones.
 */
const { upstream } = readConfig(readEnvironment());

const program = {
  script: 'dist/cli/main.js',
  cwd: __dirname,
  // One process a name: PM2's cluster mode shares a port, and a worker has none.
  exec_mode: 'fork',
  autorestart: true,
  // A worker that cannot start, such as one without a token, is tried again ever more rarely instead of given up.
  exp_backoff_restart_delay: 200,
  node_args: '--enable-source-maps',
};

module.exports = {
  apps: [
    {
      ...program,
      name: 'mobipium-worker',
      args: 'worker',
      max_memory_restart: '500M',
      // The worker takes UPSTREAM_TIMEOUT and 5 s at most to let open requests end; then it exits by itself.
      kill_timeout: upstream.timeoutMs + 10_000,
    },
    { ...program, name: 'mobipium-api', args: 'api', max_memory_restart: '500M', kill_timeout: 10_000 },
  ],
};
