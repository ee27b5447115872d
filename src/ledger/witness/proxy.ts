import { parseSize } from '../checkpoint.ts';
import type { VerifierKey } from '../note.ts';
import { MAX_NOTE_CHARS, parseNote, parseSignatureLines } from '../parse-note.ts';
import type { Hash } from '../tree.ts';
import { formatAddCheckpoint } from './add-checkpoint.ts';
import { type Cosignature, cosignaturesBy } from './cosignature.ts';

/** The client of a witness (C2SP tlog-witness): asks it to cosign a head, with a proof from the one it saw last. */

export interface WitnessAddress {
  readonly key: VerifierKey;
  /** Submission prefix. */
  readonly url: string;
}

/** The head to be cosigned. */
export interface HeadToCosign {
  readonly size: number;
  readonly note: string;
  /** Proof from a smaller size, none from 0. */
  readonly proofFrom: (size: number) => readonly Hash[];
}

export interface ProxyTools {
  readonly fetch: typeof fetch;
  readonly now: () => Date;
  /** Of [0, 1). */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** How often to try, and for how long all of it may take; without it as often and long as is worth it to be cosigned. */
  readonly limits?: { readonly tries: number; readonly totalMs: number };
}

/** What came of it. `behind`: it has seen a longer ledger, so that this one is an older copy. */
export type Asked =
  | { readonly kind: 'cosigned'; readonly cosignature: Cosignature }
  | { readonly kind: 'behind'; readonly size: number }
  /**
   * The word of the witness: it does not know this ledger (404) or key (403), or takes the proof for wrong (422): then it
   * has seen another ledger of `old` leaves.
   */
  | { readonly kind: 'refused'; readonly status: number; readonly old: number }
  /** Nothing usable came, after all tries. */
  | { readonly kind: 'unreachable'; readonly why: 'network' | 'time-out' | 'answer' | 'status' };

const TRIES = 4;
const CALL_MS = 10_000;
/** Before the second try; doubled before each later one, and less by up to a half at random. */
const FIRST_WAIT_MS = 500;
/** How far the clock of a witness may be ahead of ours. */
const AHEAD_S = 600;

/**
 * Asks one witness. Never throws for what the witness or the network does. `lastSeen` is the size that it is thought
 * to have seen last; where that is wrong it says so and is asked once more.
 */
export async function askWitness(
  { key, url }: WitnessAddress,
  head: HeadToCosign,
  lastSeen: number,
  tools: ProxyTools,
): Promise<Asked> {
  let old = lastSeen;
  let corrected = 0;
  let last: Asked = { kind: 'unreachable', why: 'network' };
  const { tries, totalMs } = tools.limits ?? { tries: TRIES, totalMs: null };
  const until = totalMs === null ? [] : [AbortSignal.timeout(totalMs)];
  for (let attempt = 1; attempt <= tries; ) {
    const answer = await post(`${url.replace(/\/+$/, '')}/add-checkpoint`, callOf(head, old), tools, until);
    if (answer.kind === 'answer' && answer.status === 409) {
      const size = sizeIn(answer.body);
      if (size === null) return { kind: 'unreachable', why: 'answer' };
      if (size > head.size) return { kind: 'behind', size };
      // Twice, as somebody else may have had a head cosigned meanwhile; more often it is playing with us.
      if (size === old || ++corrected > 2) return { kind: 'unreachable', why: 'answer' };
      old = size;
      continue;
    }
    if (answer.kind === 'answer' && answer.status === 200) {
      const cosignature = cosignatureIn(answer.body, key, head, tools);
      return cosignature === null ? { kind: 'unreachable', why: 'answer' } : { kind: 'cosigned', cosignature };
    }
    if (answer.kind === 'answer' && answer.status < 500 && answer.status !== 429 && answer.status !== 408) {
      return { kind: 'refused', status: answer.status, old };
    }
    last = { kind: 'unreachable', why: answer.kind === 'answer' ? 'status' : answer.kind };
    if (attempt < tries) await tools.sleep(FIRST_WAIT_MS * 2 ** (attempt - 1) * (1 - tools.random() / 2));
    attempt += 1;
  }
  return last;
}

const callOf = (head: HeadToCosign, old: number) =>
  formatAddCheckpoint({ old, proof: old === 0 ? [] : head.proofFrom(old), checkpoint: head.note });

function sizeIn(body: string): number | null {
  try {
    return parseSize(body.replace(/\n$/, ''));
  } catch {
    return null;
  }
}

function cosignatureIn(body: string, key: VerifierKey, head: HeadToCosign, { now }: ProxyTools): Cosignature | null {
  try {
    const [newest] = cosignaturesBy(key, parseNote(head.note).text, parseSignatureLines(body)).slice(-1);
    return newest === undefined || newest.time > now().getTime() / 1_000 + AHEAD_S ? null : newest;
  } catch {
    return null;
  }
}

type Posted =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'network' | 'time-out' };

async function post(url: string, body: string, tools: ProxyTools, until: readonly AbortSignal[]): Promise<Posted> {
  const signal = AbortSignal.any([AbortSignal.timeout(CALL_MS), ...until]);
  try {
    const response = await tools.fetch(url, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      // A witness is who it was said to be, or nobody.
      redirect: 'error',
      signal,
    });
    return { kind: 'answer', status: response.status, body: await readBounded(response) };
  } catch {
    return { kind: signal.aborted ? 'time-out' : 'network' };
  }
}

/** Text of the answer; of a longer one nothing, which is then no cosignature and no size. */
async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_NOTE_CHARS) return '';
  }
  return text;
}
