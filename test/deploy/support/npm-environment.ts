/** Variables that npm needs to reach its registry: its own settings, a proxy, a certificate. */
const REGISTRY_VARIABLES =
  /^(npm_config_(registry|userconfig|cache|cafile|(https?_)?proxy)|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i;

/** The environment for `npm install`: PATH, HOME and the access to the registry. */
export function npmEnvironment(): Record<string, string> {
  const needed = Object.entries(process.env).filter(
    ([name]) => ['PATH', 'HOME'].includes(name) || REGISTRY_VARIABLES.test(name),
  );
  // Prefers npm's cache, which may be empty.
  return { ...(Object.fromEntries(needed) as Record<string, string>), npm_config_prefer_offline: 'true' };
}
