/** What programs such as `go` need: where things are, and how to reach the internet. */
const NEEDED = [
  ...['PATH', 'HOME', 'TMPDIR', 'LANG', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...[
    'GOROOT',
    'GOPATH',
    'GOCACHE',
    'GOMODCACHE',
    'GOTMPDIR',
    'GOENV',
    'GOFLAGS',
    'GOTOOLCHAIN',
    'CGO_ENABLED',
  ],
  ...['GOPROXY', 'GOSUMDB', 'GOPRIVATE', 'GONOPROXY', 'GONOSUMDB', 'GOINSECURE', 'GOAUTH'],
];

/** The part of this process's environment for a program that it starts: none of the settings, some of which are secrets. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(NEEDED.map((name) => [name, process.env[name]]));
}
