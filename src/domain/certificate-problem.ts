/** Why the certificate of a server is not accepted. */
export type CertificateProblem = 'unknown_authority' | 'other_name' | 'not_valid_now';

/** The codes of Node's TLS errors. */
const PROBLEMS: Record<string, CertificateProblem> = {
  CERT_HAS_EXPIRED: 'not_valid_now',
  CERT_NOT_YET_VALID: 'not_valid_now',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown_authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other_name',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown_authority',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown_authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown_authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown_authority',
};

/** Finds out why a server's certificate is not accepted, from an error's code. Undefined: another error. */
export function certificateProblem(code: unknown): CertificateProblem | undefined {
  return typeof code === 'string' ? PROBLEMS[code] : undefined;
}
