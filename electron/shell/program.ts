import { mkdirSync } from 'node:fs';
import { RPCHandler } from '@orpc/server/bun-ws';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { Host, type HostOptions } from '../host/host.ts';
import { lockFolder } from '../registry/folderLock.ts';
import type { ConnectionContext } from '../router/call.ts';
import { setFailureLog } from '../router/guard.ts';
import { router } from '../router/router.ts';
import { fillSampleWhenAsked } from '../sample/whenAsked.ts';
import { folderInUse } from './refusals.ts';

/** A message port as the program needs it: Electron's, or Node's in tests. */
export interface ProgramPort {
  onMessage(listener: (data: unknown) => void): void;
  onClose(listener: () => void): void;
  send(data: unknown): void;
}

/** The branch program behind the desktop window. */
export interface DesktopProgram {
  /**
   * Answers the contract's calls that arrive at a port.
   * @param windowId stays the same while the window lives, so that reloading its page does not sign anybody out
   */
  connect(port: ProgramPort, windowId: string): void;
  close(): void;
}

/**
 * Takes the data folder and opens what is in it. Free of Electron: the shell hands in its vault and its ports.
 * @throws RefusalError `shell.folderInUse` when another process has the folder.
 */
export async function openDesktopProgram(
  options: HostOptions & { readonly sampleIfEmpty: boolean },
): Promise<DesktopProgram> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const taken = lockFolder(options.folder);
  if ('heldBy' in taken) throw new RefusalError(folderInUse(taken.heldBy?.pid));
  try {
    const host = await Host.open({ fillSample: fillSampleWhenAsked, ...options });
    try {
      if (options.sampleIfEmpty && host.state().phase === 'firstRun') await host.createSample();
    } catch (error) {
      host.close();
      throw error;
    }
    setFailureLog((what, error) => host.report(what, error));
    const handler = new RPCHandler(router);
    return {
      connect: (port, windowId) => answerPort(handler, port, { host, windowId }),
      close: () => {
        host.close();
        taken.lock.release();
      },
    };
  } catch (error) {
    taken.lock.release();
    throw error;
  }
}

/** Messages beyond this are dropped unread: the largest scan, 24 MiB, with ample room for its envelope. */
const messageLimit = 64 << 20;

/**
 * Answers what arrives at a port. oRPC's own message-port adapter drops the promise of each answer, so that a message which
 * is no request of the contract would end the process as an unhandled rejection. Its adapter for socket objects speaks the
 * same encoding and lets us wait: such a message is reported and dropped.
 */
function answerPort(handler: RPCHandler<ConnectionContext>, port: ProgramPort, context: ConnectionContext): void {
  const socket = {
    send: (data: string | ArrayBufferLike | Uint8Array) => {
      port.send(data);
      return 1;
    },
  };
  port.onMessage((data) => {
    const message = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
    const answered =
      (typeof message === 'string' || message instanceof Uint8Array) && message.length <= messageLimit
        ? handler.message(socket, message, { context })
        : Promise.reject(new Error('not a message of the contract'));
    answered.catch((error: unknown) => context.host.report('message', error));
  });
  port.onClose(() => handler.close(socket));
}
