import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { Gate } from './access/Gate.tsx';
import { LinkPage } from './access/LinkPage.tsx';
import { setLink } from './client/api.ts';
import { type Connection, connect } from './client/connection.ts';
import { queries } from './client/queries.ts';
import { features } from './features.ts';
import { RowLinksContext } from './feedback/links.ts';
import { FeaturesContext } from './shell/FeaturesContext.ts';
import { routerOf } from './shell/routes.tsx';
import { Appearance } from './theme/Appearance.tsx';
import './theme/base.css';
import './theme/fonts.ts';
import './words/language.ts';

const rowLinks = Object.assign({}, ...features.map((feature) => feature.links ?? {}));

function Root({ connection, router }: { connection: Connection; router: ReturnType<typeof routerOf> }) {
  return (
    <QueryClientProvider client={queries}>
      <Appearance>
        {connection.ok ? (
          <FeaturesContext value={features}>
            <RowLinksContext value={rowLinks}>
              <Gate>
                <RouterProvider router={router} />
              </Gate>
            </RowLinksContext>
          </FeaturesContext>
        ) : (
          <LinkPage why={connection.why} />
        )}
      </Appearance>
    </QueryClientProvider>
  );
}

const connection = await connect();
if (connection.ok) setLink(connection.link);
const place = document.getElementById('root');
if (!place) throw new Error('index.html has no #root');
createRoot(place).render(
  <StrictMode>
    <Root connection={connection} router={routerOf(features)} />
  </StrictMode>,
);
