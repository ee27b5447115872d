/** Base64 of RFC 4648 §4 with padding. Works in Node and in a browser. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** @throws SyntaxError unless the text is the one right encoding of its bytes. */
export function decodeBase64(text: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  } catch {
    throw new SyntaxError('not base64');
  }
  if (encodeBase64(bytes) !== text) throw new SyntaxError('not the canonical base64');
  return bytes;
}
