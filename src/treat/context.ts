/** Keys of treatments, 32 bytes each. Whoever has one can undo or repeat the treatment it is for. */
export interface TreatKeys {
  readonly pseudonym: Uint8Array;
  readonly token: Uint8Array;
  readonly fpe: Uint8Array;
  readonly encrypt: Uint8Array;
}

export interface TreatContext {
  /** Path of the field, for messages. */
  readonly path: string;
  readonly keys: TreatKeys;
  /** Whom the values go to (lane and recipient): tokens of two scopes never match. */
  readonly scope: string;
  /** So many random bytes, from a cryptographic generator; one nonce a value is drawn for `encrypt`. */
  readonly random: (length: number) => Uint8Array;
}
