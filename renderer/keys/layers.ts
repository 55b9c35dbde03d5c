import { createContext, useContext, useLayoutEffect, useState } from 'react';

/** What has keys of its own: the page, or something that covers it. Inside a cover there may be another. */
export interface KeyLayer {
  readonly depth: number;
}

export const pageLayer: KeyLayer = { depth: 0 };

/** The layer that a component's hotkeys belong to. */
export const KeyLayerContext = createContext(pageLayer);

const covers: KeyLayer[] = [];

/**
 * The layer that hears keys now: the innermost cover, and of several the last one opened. Not the order in which hotkeys were
 * registered counts: a page that arrives late, behind a dialog that is open already, stays quiet.
 */
export function hearingLayer(): KeyLayer {
  return covers.reduce((top, cover) => (cover.depth >= top.depth ? cover : top), pageLayer);
}

/** A layer over the one it is asked in, for as long as the component is there. */
export function useCover(): KeyLayer {
  const { depth } = useContext(KeyLayerContext);
  const [layer] = useState<KeyLayer>(() => ({ depth: depth + 1 }));
  useLayoutEffect(() => {
    covers.push(layer);
    return () => {
      covers.splice(covers.indexOf(layer), 1);
    };
  }, [layer]);
  return layer;
}
