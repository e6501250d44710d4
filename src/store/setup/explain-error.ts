import { certificateProblem, type CertificateProblem } from '../../domain/certificate-problem';

/** Why the database cannot be used, and what to do about it. Holds no part of the address. */
export interface DatabaseProblem {
  found: string;
  advice: string;
}

/** By SQLSTATE. `{message}` stands for the server's own message, which names roles, tables and hosts. */
const BY_SQLSTATE: Record<string, DatabaseProblem> = {
  '28P01': {
    found: 'the user or its password is wrong',
    advice: 'Check them in DATABASE_URL. Special characters in the password must be percent-encoded.',
  },
  '28000': {
    found: 'the connection is refused: {message}',
    advice: 'Check DATABASE_URL. If the server requires TLS, add sslmode=verify-full.',
  },
  '3D000': { found: '{message}', advice: 'Create the database, or correct DATABASE_URL.' },
  '3F000': { found: '{message}', advice: 'Correct the search_path of the role in DATABASE_URL.' },
  '42501': {
    found: '{message}',
    advice:
      'Make the role in DATABASE_URL the owner of the database, or grant it the missing right. Since PostgreSQL 15 only the owner may create tables in the schema public.',
  },
  '25006': {
    found: 'it is read-only: {message}',
    advice: 'Use the primary server, not a standby, and a role without default_transaction_read_only.',
  },
};

const BY_CERTIFICATE: Record<CertificateProblem, DatabaseProblem> = {
  unknown_authority: {
    found: 'the certificate of the server is not signed by a known authority',
    advice:
      'Add sslrootcert=/path/ca.pem with the certificate of its authority to DATABASE_URL. sslmode=no-verify encrypts without verifying the server.',
  },
  other_name: {
    found: 'the certificate of the server is for another host name',
    advice: 'Use the host name of the certificate in DATABASE_URL.',
  },
  not_valid_now: {
    found: 'the certificate of the server has expired or is not valid yet',
    advice: 'Renew it, or correct the clock of this machine.',
  },
};

const NO_TLS: DatabaseProblem = {
  found: 'the server does not use TLS',
  advice: 'Use sslmode=disable in DATABASE_URL, or turn TLS on in the server. PGSSLMODE applies too.',
};

/** The message of `pg` for a server without TLS: this error has no code. */
const NO_TLS_MESSAGE = 'The server does not support SSL connections';

/**
 * Explains an error of the database that a retry cannot help: a setting or the server must be changed. Undefined: another
 * error.
 *
 * The error may be the cause of one of the migrations.
 */
export function explainDatabaseError(error: unknown): DatabaseProblem | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, message, cause } = error as Record<string, unknown>;
  const text = String(message);
  if (text === NO_TLS_MESSAGE) return NO_TLS;
  const known = findBySqlState(code, text);
  if (known !== undefined) return known;
  const certificate = certificateProblem(code);
  if (certificate !== undefined) return BY_CERTIFICATE[certificate];
  return explainDatabaseError(cause);
}

function findBySqlState(code: unknown, message: string): DatabaseProblem | undefined {
  const problem = typeof code === 'string' ? BY_SQLSTATE[code] : undefined;
  return problem && { ...problem, found: problem.found.replace('{message}', () => message) };
}
