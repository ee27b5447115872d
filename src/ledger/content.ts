import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './canonical-json.ts';

/** One file of a transfer: its path relative to the root, its size, and the SHA-256 of its bytes in hex. */
export interface ContentFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * The digest that stands for the names and bytes of all files of a transfer, in order: SHA-256, in hex, of the
 * canonical JSON of `[{"bytes":…,"path":…,"sha256":…}, …]`. Members beyond these three do not count.
 */
export function contentDigest(files: readonly ContentFile[]): string {
  return bytesToHex(sha256(utf8ToBytes(contentText(files))));
}

/** What {@link contentDigest} hashes. */
export function contentText(files: readonly ContentFile[]): string {
  return canonicalJson(files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })));
}

export const SALT_BYTES = 32;

/**
 * SHA-256(label ‖ 0x00 ‖ salt ‖ data), in hex: binds to the data and, while nobody shows the salt, tells nothing of
 * it. The label keeps a commitment for one purpose from being shown as one for another.
 */
export function commitment(label: 'douane.body/1' | 'douane.content/1', salt: Uint8Array, data: Uint8Array): string {
  if (salt.length !== SALT_BYTES) throw new TypeError(`a salt has ${SALT_BYTES} bytes`);
  return bytesToHex(
    sha256
      .create()
      .update(utf8ToBytes(`${label}\0`))
      .update(salt)
      .update(data)
      .digest(),
  );
}
