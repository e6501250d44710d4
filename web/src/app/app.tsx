import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { createQueryClient } from '../api';
import { I18nProvider } from '../i18n';
import { LiveProvider } from '../live';
import { AccessGate } from './access/gate';
import { createPageRouter } from './router';

/** The whole page: its providers and its router. */
export function App() {
  const [queryClient] = useState(createQueryClient);
  const [router] = useState(() => createPageRouter(new URL(document.baseURI).pathname, queryClient));
  return (
    <I18nProvider>
      <QueryClientProvider client={queryClient}>
        <AccessGate>
          <LiveProvider>
            <RouterProvider router={router} />
          </LiveProvider>
        </AccessGate>
      </QueryClientProvider>
    </I18nProvider>
  );
}
