/** What leads npm to its registry on this machine: its own settings, a proxy, a certificate. */
const WAY_TO_REGISTRY =
  /^(npm_config_(registry|userconfig|cache|cafile|(https?_)?proxy)|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i;

/** The environment for an npm that installs something: what a shell needs, and the way to its registry. */
export function npmEnvironment(): Record<string, string> {
  const needed = Object.entries(process.env).filter(
    ([name]) => ['PATH', 'HOME'].includes(name) || WAY_TO_REGISTRY.test(name),
  );
  // What an earlier installation left in npm's cache is not asked for again; nothing has to be there.
  return { ...(Object.fromEntries(needed) as Record<string, string>), npm_config_prefer_offline: 'true' };
}
