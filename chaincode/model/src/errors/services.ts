import type { ErrorRow } from '../kernel/error-row';

/** Errors on the way to the rules and back: at the gateway, and in the network. One row a code; codes never change. */
export const serviceErrors = {
  // At the gateway
  TOKEN_INVALID: {
    status: 401,
    retry: 'never',
    meaning: 'The token is missing, expired, or not of this exchange.',
    remedy: 'Sign in again.',
  },
  IDENTITY_NOT_HELD: {
    status: 403,
    retry: 'never',
    meaning: 'This gateway holds no key of the participant.',
    remedy: 'Enrol it here, or use its own gateway.',
  },
  ROUTE_NOT_FOUND: { status: 404, retry: 'never', meaning: 'There is nothing at this address.', remedy: 'See /v1/openapi.json.' },
  CHECKPOINT_DIFFERENT: {
    status: 409,
    retry: 'never',
    meaning: 'This ledger says something else than the checkpoint.',
    remedy: 'Compare the checkpoints of all gateways.',
  },
  METHOD_NOT_ALLOWED: { status: 405, retry: 'never', meaning: 'The address does not take this method.', remedy: 'See the Allow header.' },
  MEDIA_TYPE_NOT_SUPPORTED: {
    status: 415,
    retry: 'never',
    meaning: 'The body is not of a media type taken here.',
    remedy: 'Send application/json; of files the bytes themselves, in no content encoding.',
  },
  TOO_MANY_REQUESTS: { status: 429, retry: 'later', meaning: 'Too many requests in a short time.', remedy: 'Wait as Retry-After says.' },
  HASH_MISMATCH: {
    status: 422,
    retry: 'never',
    meaning: 'The bytes are not those that the listing describes.',
    remedy: 'Send the file whose SHA-256 and size are in the listing.',
  },
  BYTES_NOT_FOUND: {
    status: 409,
    retry: 'later',
    meaning: 'The provider has not stored these bytes yet.',
    remedy: 'Ask the provider to upload them.',
  },
  BYTES_MISSING: {
    status: 409,
    retry: 'later',
    meaning: 'Files of the listing have no bytes in the store of its provider, so it cannot be sold or delivered.',
    remedy: 'The provider must upload the files in details.files first (PutBytes, or `databund upload`), then try again.',
  },
  RANGE_NOT_SATISFIABLE: {
    status: 416,
    retry: 'never',
    meaning: 'The range lies outside the file.',
    remedy: 'See the Content-Range header.',
  },
  BYTES_DAMAGED: {
    status: 503,
    retry: 'later',
    meaning: 'The stored bytes are no longer those that the listing describes.',
    remedy: 'Ask the provider to upload them again.',
  },
  STORAGE_FULL: {
    status: 503,
    retry: 'later',
    meaning: 'The gateway cannot store anything more.',
    remedy: 'Try again later; the operator of the gateway must free space.',
  },
  IDEMPOTENCY_KEY_IN_USE: {
    status: 409,
    retry: 'later',
    meaning: 'A request with the same Idempotency-Key has not been answered yet.',
    remedy: 'Try again later with the same key and the same body.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    retry: 'never',
    meaning: 'The Idempotency-Key was used for another request.',
    remedy: 'Send a new key with a new request.',
  },
  TEXT_ALTERED: {
    status: 502,
    retry: 'never',
    meaning: 'The organisation of the speaker answered with a text whose hash is not the one on the ledger.',
    remedy: 'Do not rely on it: what counts is the text with the hash in the object. Ask its speaker for that one.',
  },
  READ_MODEL_BEHIND: {
    status: 503,
    retry: 'later',
    meaning: 'The gateway has not read these blocks yet, or cannot read blocks at all.',
    remedy: 'See /readyz for its progress, and try again later.',
  },
  READ_MODEL_REFUSED: {
    status: 503,
    retry: 'never',
    meaning: 'The blocks that the gateway read are not those of this ledger, for the reason in details.refused.',
    remedy: "The gateway's operator must check its connection profile, run `databund-gateway rebuild`, and restart the gateway.",
  },
  // Fabric
  READ_CONFLICT: {
    status: 409,
    retry: 'immediately',
    meaning: 'Another transaction changed what this one had read.',
    remedy: 'Try again.',
  },
  ENDORSEMENT_FAILED: {
    status: 503,
    retry: 'later',
    meaning: 'The organisations that must endorse did not all do so.',
    remedy: 'See details.endpoints; try again later.',
  },
  ENDORSERS_DISAGREE: {
    status: 503,
    retry: 'immediately',
    meaning: 'Endorsers stand at different heights of the ledger.',
    remedy: 'Try again.',
  },
  TRANSACTION_INVALID: { status: 500, retry: 'never', meaning: 'The channel marked the transaction invalid.', remedy: 'See details.flag.' },
  OUTCOME_UNKNOWN: {
    status: 504,
    retry: 'after-read',
    meaning: 'The transaction was sent, and its commit not yet seen.',
    remedy: 'Read the object, or ask for details.transactionId.',
  },
  NETWORK_UNAVAILABLE: { status: 503, retry: 'later', meaning: 'The network cannot be reached.', remedy: 'Try again later.' },
  INTERNAL: { status: 500, retry: 'never', meaning: 'The exchange failed; this is a defect.', remedy: 'Report it with details.reference.' },
} as const satisfies Record<string, ErrorRow>;
