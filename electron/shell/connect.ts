import { randomUUID } from 'node:crypto';
import { ipcMain, type MessagePortMain, type WebContents } from 'electron';
import { CONNECT } from './channels.ts';
import { isTrustedSender } from './decisions/sender.ts';
import type { DesktopProgram } from './program.ts';

/** Connects pages to the branch program: the main frame of our own page, one port at a time; anything else is cut off. */
export function connectPages(program: DesktopProgram): void {
  const windows = new WeakMap<WebContents, { readonly id: string; port: MessagePortMain | undefined }>();
  ipcMain.on(CONNECT, (event) => {
    const [port, ...extra] = event.ports;
    for (const each of extra) each.close();
    if (port === undefined) return;
    if (!isTrustedSender(event.senderFrame)) {
      port.close();
      return;
    }
    const window = windows.get(event.sender) ?? { id: randomUUID(), port: undefined };
    windows.set(event.sender, window);
    window.port?.close();
    window.port = port;
    program.connect(
      {
        onMessage: (listener) => port.on('message', (message) => listener(message.data)),
        onClose: (listener) => port.on('close', listener),
        send: (data) => port.postMessage(data),
      },
      window.id,
    );
    port.start();
  });
}
