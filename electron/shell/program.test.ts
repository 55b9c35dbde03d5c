import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../shared/contract/index.ts';
import { systemClock } from '../../shared/domain/clock.ts';
import { type DesktopProgram, openDesktopProgram, type ProgramPort } from './program.ts';

let folder: string;
const failures: string[] = [];
const open: DesktopProgram[] = [];
const start = async (): Promise<DesktopProgram> => {
  const program = await openDesktopProgram({
    folder,
    clock: systemClock,
    sampleIfEmpty: false,
    onFailure: (what) => failures.push(what),
  });
  open.push(program);
  return program;
};

beforeEach(() => {
  failures.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'shouke-desktop-'));
});
afterEach(() => {
  for (const program of open.splice(0)) program.close();
  rmSync(folder, { recursive: true, force: true });
});

const programPort = (port: MessagePort): ProgramPort => ({
  onMessage: (listener) => port.on('message', listener),
  onClose: (listener) => port.on('close', listener),
  send: (data) => port.postMessage(data),
});

function clientOf(program: DesktopProgram): { client: Client; close: () => void } {
  const { port1, port2 } = new MessageChannel();
  program.connect(programPort(port2), 'window');
  port1.start();
  return { client: createORPCClient(new RPCLink({ port: port1 })), close: () => port1.close() };
}

describe('the branch program behind the desktop window', () => {
  it('answers the contract over a message port', async () => {
    const { client, close } = clientOf(await start());
    try {
      expect(await client.system.state()).toEqual({ phase: 'firstRun' });
      await expect(client.access.accounts()).rejects.toMatchObject({ code: 'LOCKED' });
    } finally {
      close();
    }
  });

  it('drops and reports hostile messages, and goes on', async () => {
    const program = await start();
    const { port1, port2 } = new MessageChannel();
    program.connect(programPort(port2), 'hostile');
    const unhandled: unknown[] = [];
    const collect = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', collect);
    try {
      const hostile = [
        null,
        undefined,
        0,
        '',
        'x',
        '{',
        '[]',
        '{"i":"1","p":{"u":"/__proto__/constructor"}}',
        '{"i":"1","p":{"u":"/system/state","b":{"json":{"__proto__":{"x":1}}}}}',
        new Uint8Array(64),
        new ArrayBuffer(8),
        { i: '1' },
        { id: '1', type: 1, payload: { url: 'x' } },
        [],
        new Map([['a', 1]]),
      ];
      for (const message of hostile) port1.postMessage(message);
      const { client, close } = clientOf(program);
      expect(await client.system.state()).toEqual({ phase: 'firstRun' });
      close();
      await new Promise((done) => setTimeout(done, 50));
      expect(unhandled).toEqual([]);
      expect(failures.length).toBeGreaterThanOrEqual(hostile.length - 2);
    } finally {
      process.off('unhandledRejection', collect);
      port1.close();
    }
  });

  it('says who has the folder, and gives it back when closed', async () => {
    const program = await start();
    await expect(start()).rejects.toThrow(`in use by process ${process.pid}`);
    open.splice(0);
    program.close();
    await start();
  });
});
