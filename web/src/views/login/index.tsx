import { type FormEvent, useEffect, useId, useRef } from 'react';
import { ApiProblem, useSignIn } from '../../api';
import { Button } from '../../components';
import { useFormats, useTexts } from '../../i18n';
import { loginTexts } from '../../i18n/texts/login';
import styles from './login.module.css';

/** The name under which password managers keep the key: there are no user names. */
const USER_NAME = 'mobipium-sync';

/** The form that exchanges a key for a session. The page that was asked for follows it, at the same address. */
export function LoginView() {
  const texts = useTexts(loginTexts);
  const id = useId();
  const keyField = useRef<HTMLInputElement>(null);
  const { mutate, error, isPending } = useSignIn();

  useEffect(() => {
    keyField.current?.focus();
  }, [error]);

  function signIn(event: FormEvent) {
    event.preventDefault();
    mutate(keyField.current!.value.trim());
  }

  return (
    <main className={styles.login}>
      {/* Without a script, a form with the method GET would put the key into the address. */}
      <form method="post" onSubmit={signIn}>
        <h1>{texts.title}</h1>
        <p id={`${id}-explanation`}>{texts.explanation}</p>
        <input
          className="hidden"
          name="username"
          autoComplete="username"
          defaultValue={USER_NAME}
          tabIndex={-1}
          aria-hidden
          readOnly
        />
        <label htmlFor={`${id}-key`}>{texts.key}</label>
        <input
          id={`${id}-key`}
          ref={keyField}
          type="password"
          name="key"
          autoComplete="current-password"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={1_000}
          required
          aria-invalid={error !== null}
          aria-describedby={error === null ? `${id}-explanation` : `${id}-error`}
        />
        {error !== null && <SignInProblem id={`${id}-error`} error={error} />}
        <Button kind="main" type="submit" disabled={isPending}>
          {isPending ? texts.signingIn : texts.signIn}
        </Button>
      </form>
    </main>
  );
}

function SignInProblem({ id, error }: { id: string; error: Error }) {
  const texts = useTexts(loginTexts);
  const formats = useFormats();
  return (
    <p id={id} className={styles.problem} role="alert">
      {sentence()}
    </p>
  );

  function sentence(): string {
    if (!(error instanceof ApiProblem)) return error.message;
    const { kind, status = 0, message, retryAfterMs = 60_000 } = error;
    if (kind === 'unreachable') return texts.unreachable;
    if (kind === 'unauthorized') return texts.wrongKey;
    if (kind === 'busy') return texts.tooMany(formats.number(Math.ceil(retryAfterMs / 1_000)));
    if (kind === 'failed' || message === '') return texts.failed(String(status));
    return message;
  }
}
