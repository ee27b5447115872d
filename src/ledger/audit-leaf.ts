import { hash as digest } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { ContentFile } from './content.ts';
import type { ClosingLeaf, DecisionLeaf, EventLeaf, Leaf } from './leaf.ts';
import { corrupt } from './store-tree.ts';

/** What is kept beside a leaf, held against it. */

export type OpeningRow = readonly [leaf: number, contentSalt: string | null, bodySalt: string, body: string];

export interface TransferRow {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly asOf: string;
  readonly recipient: string;
  readonly place: string;
  readonly purpose: string;
  readonly lane: string | null;
  readonly verdict: string;
  readonly outcome: string;
  readonly permit: string | null;
  readonly status: string;
  readonly leaf: number;
  readonly closing: number | null;
}

type Body = { readonly [member: string]: unknown; readonly files?: readonly ContentFile[] };

const SALT = /^[0-9a-f]{64}$/;

/**
 * The body as it is kept, once it is what the leaf commits to. It is hashed as it lies there and not written anew: what
 * was committed to is one text, and any other has another hash.
 *
 * @throws DouaneError STATE_CORRUPT
 */
export function auditOpening(row: OpeningRow | undefined, leaf: Leaf, index: number): Body {
  const [at, contentSalt, bodySalt, text] = row ?? [];
  const commitsTo =
    at === index && SALT.test(bodySalt!) && commits('douane.body/1', bodySalt!, text!, 'utf8', leaf.body);
  if (commitsTo) {
    const body = JSON.parse(text!) as Body;
    if (contentFits(contentSalt!, leaf, body)) return body;
  }
  throw corrupt(`what leaf ${index} commits to`);
}

function contentFits(salt: string | null, leaf: Leaf, { files = [] }: Body): boolean {
  if (!('content' in leaf)) return salt === null;
  if (salt === null || !SALT.test(salt)) return false;
  // As `contentDigest`: members in the order of their names, printed as JSON prints them.
  const plain = files.map(({ path, bytes, sha256 }) => ({ bytes, path, sha256 }));
  const list = digest('sha256', JSON.stringify(plain), 'hex');
  return commits('douane.content/1', salt, list, 'hex', leaf.content);
}

/** As `commitment`, with one call of hash. */
function commits(label: string, salt: string, data: string, encoding: 'utf8' | 'hex', expected: string): boolean {
  const prefix = `${label}\0`;
  const head = prefix.length + salt.length / 2;
  let bytes = scratch;
  if (head + data.length * 3 > bytes.length) bytes = Buffer.allocUnsafe(head + data.length * 3);
  bytes.write(prefix, 0, 'latin1');
  bytes.write(salt, prefix.length, 'hex');
  const length = bytes.write(data, head, encoding);
  return digest('sha256', bytes.subarray(0, head + length), 'hex') === expected;
}

const scratch = Buffer.allocUnsafe(65_536);

/**
 * That the row of a transfer, which is what lists and replays read, says what its leaves say.
 *
 * @throws DouaneError STATE_CORRUPT
 */
export function auditTransfer(
  row: TransferRow | undefined,
  leaf: DecisionLeaf | ClosingLeaf,
  index: number,
  body: Body,
): void {
  const fits =
    row !== undefined &&
    row.id === leaf.transfer &&
    (leaf.type === 'closing'
      ? row.closing === index && row.leaf === leaf.of && row.status === leaf.end
      : row.leaf === index &&
        row.type === leaf.type &&
        row.at === leaf.at &&
        row.asOf === leaf.asOf &&
        row.place === leaf.to &&
        row.verdict === leaf.verdict &&
        row.outcome === leaf.outcome &&
        row.permit === leaf.permit &&
        row.recipient === body.recipient &&
        row.purpose === body.purpose &&
        row.lane === body.lane &&
        (row.closing === null ? row.status === (leaf.type === 'check' ? 'checked' : 'recorded') : row.closing > index));
  if (!fits) throw corrupt(`the transfer of leaf ${index} to be as it was recorded`);
}

export interface LossRow {
  readonly at: string;
  readonly since: string | null;
  readonly common: string;
  readonly seen: string;
}

/**
 * That the row of an accepted loss, which is what is asked whenever the state is opened, says what its leaf says.
 *
 * @throws DouaneError STATE_CORRUPT
 */
export function auditLoss(row: LossRow | undefined, leaf: EventLeaf, index: number, body: Body): void {
  const fits =
    row !== undefined &&
    row.at === leaf.at &&
    row.since === body.since &&
    row.common === body.common &&
    row.seen === canonicalJson(body.seen);
  if (!fits) throw corrupt(`the loss of leaf ${index} to be as it was recorded`);
}
