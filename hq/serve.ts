import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { changeSetLimits } from '../shared/changeset/limits.ts';
import type { Headquarters } from './headquarters.ts';
import { metricsText } from './metrics.ts';

export interface ServeOptions {
  readonly headquarters: Headquarters;
  /** 0 for any free port. */
  readonly port: number;
  /** Where log lines go; left out, nothing is logged. */
  readonly log?: NodeJS.WritableStream;
}

export interface Server {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  close(): Promise<void>;
}

/** How often the inbox folder is looked at. */
const lookEvery = 15_000;
/** A file that has not come in by then is given up, so that nobody can hold lines open. */
const longestRequest = 120_000;
/** Files that may be coming in at once: each is in memory until it is written. */
const mostAtOnce = 8;

/**
 * Serves headquarters on this computer only: files come in, messages go out, and a monitor can look. Nobody signs in: what
 * comes is believed only for its signature, what goes is encrypted to its branch.
 */
export async function serve({ headquarters, port, log }: ServeOptions): Promise<Server> {
  const server = Fastify({
    bodyLimit: changeSetLimits.fileBytes,
    logger: log === undefined ? false : { level: 'info', stream: log },
    forceCloseConnections: true,
    requestTimeout: longestRequest,
  });
  let origin = '';
  server.addHook('onRequest', async (request, reply) => {
    // A page of another site that has made its name point here is told nothing (DNS rebinding).
    if (request.headers.host !== origin.slice('http://'.length)) await reply.code(421).send({ error: 'unknown host' });
  });
  server.setErrorHandler((error: Error & { readonly statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ error: error.message });
    // What a disk or a database says is for the log, not for whoever is at the other end.
    request.log.error(error);
    return reply.code(500).send({ error: 'nothing was lost here; send the file again' });
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/octet-stream', async (request: FastifyRequest, body: IncomingMessage) => {
    const announced = Number(request.headers['content-length'] ?? 0);
    // A line that is cut while somebody still speaks tells him nothing; only what is beyond all measure is cut.
    if (announced > 4 * changeSetLimits.fileBytes) throw new TooLarge();
    return readWhole(body);
  });
  addRoutes(server, headquarters);
  await server.listen({ host: '127.0.0.1', port });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  origin = `http://127.0.0.1:${address.port}`;

  let looking: NodeJS.Timeout | undefined;
  const look = (): void => {
    looking = setTimeout(() => {
      headquarters
        .importInbox()
        .catch((error: unknown) => server.log.error({ error: String(error) }, 'the inbox could not be imported'))
        .finally(() => {
          if (looking !== undefined) look();
        });
    }, lookEvery);
    looking.unref();
  };
  look();
  return {
    origin,
    close: async () => {
      clearTimeout(looking);
      looking = undefined;
      await server.close();
    },
  };
}

function addRoutes(server: FastifyInstance, hq: Headquarters): void {
  server.get('/healthz', async () => ({ ok: true, treeSize: hq.treeSize }));

  server.get('/metrics', async (_request, reply) => {
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    return metricsText(hq.status());
  });

  server.post('/changesets', { onRequest: gate() }, async (request, reply) => {
    if (!Buffer.isBuffer(request.body)) {
      return reply.code(415).send({ error: 'send the bytes of one .skcs as application/octet-stream' });
    }
    // An import also takes what waited here: the answer is about this file, whatever else became of others.
    const name = `received ${hash('sha256', request.body, 'hex')}`;
    const { files } = await hq.import([{ name, bytes: request.body }]);
    const file = files.find((each) => each.name === name);
    return reply.code(file === undefined || file.outcome === 'refused' ? 422 : 200).send(file);
  });

  server.get<{ Params: { branchId: string } }>('/branches/:branchId/messages', async (request) =>
    hq.messagesFor(request.params.branchId).map(({ sequence, kind, hash, fileName, bytes, sealedAt }) => ({
      sequence,
      kind,
      fileName,
      sha256: hash,
      size: bytes.length,
      sealedAt,
    })),
  );

  server.get<{ Params: { branchId: string; sequence: string } }>(
    '/branches/:branchId/messages/:sequence',
    async (request, reply) => {
      const { branchId, sequence } = request.params;
      const message = hq.messagesFor(branchId).find((each) => String(each.sequence) === sequence);
      if (message === undefined) return reply.code(404).send({ error: 'there is no such message' });
      reply.header('content-type', 'application/octet-stream');
      return Buffer.from(message.bytes);
    },
  );

  server.get<{ Params: { branchId: string } }>('/branches/:branchId/receipt', async (request, reply) => {
    const message = hq.receiptsFor(request.params.branchId).at(-1);
    if (message === undefined) return reply.code(404).send({ error: 'there is no receipt yet' });
    reply.header('content-type', 'application/octet-stream');
    return Buffer.from(message.bytes);
  });
}

class TooLarge extends Error {
  readonly statusCode = 413;
  constructor() {
    super(`a change set has at most ${changeSetLimits.fileBytes} bytes`);
  }
}

/** The bytes of a body; those of one that is too large are heard to the end and forgotten. */
async function readWhole(body: AsyncIterable<Buffer>): Promise<Buffer> {
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > changeSetLimits.fileBytes) chunks = [];
    else chunks.push(chunk);
  }
  if (size > changeSetLimits.fileBytes) throw new TooLarge();
  return Buffer.concat(chunks);
}

/** Lets so many files in at once; the others are told when to come again. */
function gate(): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  let inside = 0;
  return async (_request, reply) => {
    if (inside >= mostAtOnce) {
      await reply.code(503).header('retry-after', '5').send({ error: 'too many files at once; send it again' });
      return;
    }
    inside += 1;
    // Answered, or gone before it was.
    reply.raw.once('close', () => {
      inside -= 1;
    });
  };
}
