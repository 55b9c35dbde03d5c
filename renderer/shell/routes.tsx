import { createHashRouter, Navigate, Outlet, type RouteObject } from 'react-router';
import { LoadingLines } from '../feedback/states.tsx';
import { Frame } from './Frame.tsx';
import type { FeatureManifest } from './manifest.ts';
import { MissingPage, PageError } from './PageError.tsx';

/**
 * Addresses behind `#`, so that the same build works from `app://`, from the loopback host and from any folder. The
 * frame stays; an error of a page is shown in the page's place.
 */
export function routerOf(features: readonly FeatureManifest[]): ReturnType<typeof createHashRouter> {
  const pages: RouteObject[] = [
    { index: true, element: <Navigate to="/workbench" replace /> },
    ...features.flatMap((feature) => feature.routes),
    { path: '*', element: <MissingPage /> },
  ];
  return createHashRouter([
    {
      element: <Frame />,
      hydrateFallbackElement: <LoadingLines />,
      errorElement: <PageError />,
      children: [{ element: <Outlet />, errorElement: <PageError />, children: pages }],
    },
  ]);
}
