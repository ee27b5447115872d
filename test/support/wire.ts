/** A wire to a server that breaks where a test says: a TCP proxy that knows a statement of PostgreSQL's protocol when it passes. */
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What becomes of the next COMMIT: it never arrives (`before`), it is answered and the answer is lost (`after`), it
 * arrives and no answer ever comes (`hang`), nothing arrives any more and nobody is told (`silent`).
 */
export type Fault = 'before' | 'after' | 'hang' | 'silent';

export interface Wire extends AsyncDisposable {
  /** The same database by way of the wire. */
  url(direct: string): string;
  /** Faults of the COMMITs to come, the first of them first; those after them pass. */
  readonly faults: Fault[];
  /** From then on every connection is refused, or taken and never answered. */
  away: 'refuse' | 'mute' | undefined;
  /** Called when a fault happened. */
  onFault: () => void;
  /** Cuts all connections that are open. */
  cut(): void;
}

const COMMIT = Buffer.from('COMMIT\0');

export async function startWire(port: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server: Server = createServer((client) => {
    keep(client);
    if (wire.away === 'mute') return;
    if (wire.away === 'refuse') return void client.destroy();
    const upstream = connect(port, '127.0.0.1');
    keep(upstream);
    let fault: Fault | undefined;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    client.on('close', end);
    upstream.on('close', () => {
      // Who is left hanging is not told.
      if (fault !== 'hang' && fault !== 'silent') end();
    });
    client.on('data', (bytes) => {
      if (fault === undefined && bytes.includes(COMMIT) && wire.faults.length > 0) {
        fault = wire.faults.shift()!;
        if (fault === 'before') end();
        if (fault === 'hang' || fault === 'after') upstream.write(bytes);
        if (fault !== 'after') wire.onFault();
        return;
      }
      if (fault !== 'silent') upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (fault === undefined) return void client.write(bytes);
      if (fault !== 'after') return;
      end();
      wire.onFault();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port: own } = server.address() as { port: number };
  const wire: Wire = {
    url: (direct) => direct.replace(`:${port}/`, `:${own}/`),
    faults: [],
    away: undefined,
    onFault: () => {},
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
  return wire;
}
