import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The paths of a certificate and its key, in PEM. */
export interface CertificateFiles {
  certificate: string;
  key: string;
}

export interface TestAuthority {
  /** The path of the authority's own certificate. */
  file: string;
  /** Issue a certificate for a host name or an IP address. */
  issue: (host: string) => CertificateFiles;
  remove: () => void;
}

/** Create a certificate authority that no client knows. */
export function createTestAuthority(): TestAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'mobipium-test-ca-'));
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    ...['req', '-x509', ...key, '-keyout', path('ca.key'), '-out', path('ca.pem')],
    ...['-days', '2', '-subj', '/CN=Test authority'],
  );
  let issued = 0;
  return {
    file: path('ca.pem'),
    issue(host) {
      issued += 1;
      const name = path(String(issued));
      const kind = /^[\d.]+$/.test(host) ? 'IP' : 'DNS';
      writeFileSync(`${name}.ext`, `subjectAltName=${kind}:${host}`);
      openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${host}`);
      openssl(
        ...['x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, '-days', '2'],
        ...['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-CAcreateserial', '-extfile', `${name}.ext`],
      );
      return { certificate: `${name}.pem`, key: `${name}.key` };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Read the contents of the files, as servers take them. */
export function readCertificate({ certificate, key }: CertificateFiles) {
  return { cert_chain: readFileSync(certificate), private_key: readFileSync(key) };
}
