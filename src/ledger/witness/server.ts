import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { parseCheckpoint } from '../checkpoint.ts';
import { COSIGNATURE, formatVerifierKey, type Signer, type VerifierKey } from '../note.ts';
import { parseNote } from '../parse-note.ts';
import { type Answer, judgeAddCheckpoint, MAX_CALL_BYTES, parseAddCheckpoint } from './add-checkpoint.ts';
import { cosign } from './cosignature.ts';
import type { SeenStore } from './store-seen.ts';

/** A witness of ledgers over HTTP (C2SP tlog-witness): add-checkpoint, and the newest cosigned head of each. */

export interface Witness {
  readonly signer: Signer;
  /** Verifier keys of the ledgers that it knows; the name of a key is the origin of its ledger. */
  readonly logs: readonly VerifierKey[];
  readonly seen: SeenStore;
  readonly now: () => Date;
  /** Told of each answer to add-checkpoint. The origin only where it is one of the ledgers known. */
  readonly told?: (event: { readonly status: number; readonly origin?: string; readonly size?: number }) => void;
}

const TEXT = 'text/plain; charset=utf-8';
const MAX_CONNECTIONS = 256;
/** A call that is not whole by then is ended. */
const CALL_MS = 10_000;

/** Not listening yet. Nothing that it answers with 200 is forgotten by a crash. */
export function witnessServer(witness: Witness): Server {
  const heads = new Map(witness.logs.map(({ name }) => [createHash('sha256').update(name).digest('hex'), name]));
  const key = `${formatVerifierKey(witness.signer, COSIGNATURE)}\n`;
  const server = createServer({ requestTimeout: CALL_MS, headersTimeout: CALL_MS }, (request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.maxConnections = MAX_CONNECTIONS;
  return server;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (request.method === 'POST' && path === '/add-checkpoint') return add(request, response);
    if (request.method !== 'GET') return end(response, 405, '');
    if (path === '/') return end(response, 200, key);
    const hash = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path)?.[1];
    const origin = hash === undefined ? undefined : heads.get(hash);
    const seen = origin === undefined ? null : witness.seen.get(origin);
    return seen === null ? end(response, 404, '') : end(response, 200, seen.note);
  }

  async function add(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readText(request);
    if (body === null) {
      witness.told?.({ status: 413 });
      response.setHeader('Connection', 'close');
      return end(response, 413, '');
    }
    const { verdict, line } = addCheckpoint(witness, body);
    witness.told?.({ status: verdict.status, ...('checkpoint' in verdict ? verdict.checkpoint : {}) });
    if (verdict.status === 409) return end(response, 409, `${verdict.size}\n`, 'text/x.tlog.size');
    return end(response, verdict.status, line);
  }
}

/** Judges a call and, where it is right, keeps what was seen before there is a cosignature to give out. */
export function addCheckpoint(witness: Witness, body: string): { readonly verdict: Answer; readonly line: string } {
  const keysOf = (origin: string) => witness.logs.filter(({ name }) => name === origin);
  const origin = originOf(body);
  let verdict: Answer = { status: 400 };
  let line = '';
  if (origin === null) return { verdict, line };
  // What is of no ledger we know does not get as far as the store.
  if (keysOf(origin).length === 0) return { verdict: judgeAddCheckpoint(body, keysOf, () => null), line };
  witness.seen.advance(origin, (seen) => {
    verdict = judgeAddCheckpoint(body, keysOf, () => seen);
    if (verdict.status !== 200) return null;
    const { checkpoint, text, signatures } = verdict;
    line = cosign(text, Math.floor(witness.now().getTime() / 1_000), witness.signer);
    const note = `${text}\n${signatures.map((s) => s.line).join('')}${line}`;
    return { size: checkpoint.size, root: checkpoint.root, note };
  });
  return { verdict, line };
}

function originOf(body: string): string | null {
  try {
    return parseCheckpoint(parseNote(parseAddCheckpoint(body).checkpoint).text).origin;
  } catch {
    return null;
  }
}

/** Null when it is longer than a call can be. What is not UTF-8 becomes a text that is no call. */
async function readText(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_CALL_BYTES) return null;
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    return '';
  }
}

function end(response: ServerResponse, status: number, body: string, type = TEXT): void {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(body);
}
