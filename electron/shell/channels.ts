/** The one message between preload and main: "here is the port of a page that wants to be connected". */
export const CONNECT = 'shouke:connect';
/** What the page says to the preload script, and what it is answered; see renderer/client/connection.ts. */
export const HELLO = 'shouke:hello';
export const PORT = 'shouke:port';
