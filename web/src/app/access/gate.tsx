import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { ApiProblem, sessionQuery } from '../../api';
import { LoginHeader } from './login-header';

const LoginView = lazy(() => import('../../views/login').then(({ LoginView }) => ({ default: LoginView })));

/**
 * Shows the login form instead of the page while this browser may not read. The address stays, so the page that was asked
 * for follows.
 *
 * While the API does not answer, the page is shown: its blocks say so, and try again.
 */
export function AccessGate({ children }: { children: ReactNode }) {
  const { data, error, isPending } = useQuery(sessionQuery);
  if (isPending) return null;
  const isRefused = error instanceof ApiProblem && error.kind === 'unauthorized';
  if (!isRefused && data?.level !== 'none') return children;
  return (
    <>
      <LoginHeader />
      <Suspense>
        <LoginView />
      </Suspense>
    </>
  );
}
