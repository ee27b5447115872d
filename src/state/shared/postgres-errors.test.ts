import { expect, test } from 'vitest';
import { refusalOf, remedyOfConnection, remedyOfState, type Server } from './postgres-errors.ts';

test.each([
  ['40001', 'again'],
  ['40P01', 'again'],
  ['55P03', 'STATE_BUSY'],
  ['57014', 'STATE_BUSY'],
  ['57P01', 'reconnect'],
  ['57P03', 'reconnect'],
  ['57P05', 'reconnect'],
  ['08006', 'reconnect'],
  ['53300', 'reconnect'],
  ['25P03', 'reconnect'],
  ['53100', 'STATE_FULL'],
  ['25006', 'STATE_READ_ONLY'],
  ['42501', 'STATE_READ_ONLY'],
  ['28P01', 'STATE_AWAY'],
  ['28000', 'STATE_AWAY'],
  ['3D000', 'STATE_AWAY'],
  ['XX001', 'STATE_CORRUPT'],
  ['58030', 'STATE_CORRUPT'],
  ['23001', 'STATE_CORRUPT'],
  ['23505', 'STATE_CORRUPT'],
  ['42P01', 'STATE_CORRUPT'],
  ['22021', 'INTERNAL'],
  ['42601', 'INTERNAL'],
])('SQLSTATE %s: %s', (code, expected) => {
  expect(remedyOfState(code)).toBe(expected);
});

test.each([
  [undefined, 'reconnect'],
  ['ECONNREFUSED', 'reconnect'],
  ['ECONNRESET', 'reconnect'],
  ['EPIPE', 'reconnect'],
  ['EAI_AGAIN', 'reconnect'],
  ['ENOTFOUND', 'reconnect'],
  ['ERR_INVALID_URL', 'CALL_BAD_VALUE'],
  ['CERT_HAS_EXPIRED', 'STATE_AWAY'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'STATE_AWAY'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'STATE_AWAY'],
])('a connection that ended with %s: %s', (code, expected) => {
  expect(remedyOfConnection(code)).toBe(expected);
});

const server: Server = { fsync: 'on', server: 150_000, standby: false, encoding: 'UTF8' };
test.each<[Partial<Server>, string | undefined]>([
  [{}, undefined],
  [{ server: 180_001 }, undefined],
  [{ server: 140_012 }, 'STATE_AWAY'],
  [{ standby: true }, 'STATE_READ_ONLY'],
  [{ fsync: 'off' }, 'STATE_AWAY'],
  [{ encoding: 'LATIN1' }, 'STATE_AWAY'],
])('a server that is %j: %s', (change, expected) => {
  expect(refusalOf({ ...server, ...change })?.code).toBe(expected);
});
