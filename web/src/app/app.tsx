import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { createQueryClient } from '../api';
import { I18nProvider } from '../i18n';
import { createPageRouter } from './router';

/** The whole page: its providers and its router. */
export function App() {
  const [queryClient] = useState(createQueryClient);
  const [router] = useState(() => createPageRouter(new URL(document.baseURI).pathname));
  return (
    <I18nProvider>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  );
}
