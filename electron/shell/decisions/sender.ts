import { mayNavigate } from './navigation.ts';
import { APP_ORIGIN } from './origin.ts';

/** What of Electron's WebFrameMain the check needs. */
export interface SenderFrame {
  readonly origin: string;
  readonly url: string;
  /** Null for the main frame of a window. */
  readonly parent: object | null;
}

/**
 * Whether a message comes from the main frame of the application's page. The frame is null when it was destroyed or went
 * elsewhere before the message was looked at: then nobody can say who sent it.
 */
export const isTrustedSender = (frame: SenderFrame | null | undefined): boolean =>
  frame !== null &&
  frame !== undefined &&
  frame.parent === null &&
  frame.origin === APP_ORIGIN &&
  mayNavigate(frame.url);
