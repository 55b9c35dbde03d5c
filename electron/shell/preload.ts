import { ipcRenderer } from 'electron';
import { CONNECT, HELLO, PORT } from './channels.ts';

/**
 * All that the page gets: when it says hello, one message port that leads to the branch program. No function, no module
 * and no object of Electron or Node reaches the page.
 */
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window || event.origin !== window.location.origin || event.data !== HELLO) return;
  const { port1, port2 } = new MessageChannel();
  ipcRenderer.postMessage(CONNECT, null, [port2]);
  window.postMessage(PORT, window.location.origin, [port1]);
});
