/** What a caller can do about a refusal. */
export type Retry = 'never' | 'after reading' | 'at once' | 'later';

interface ErrorRow {
  /** HTTP status at the gateway. */
  readonly status: number;
  readonly retry: Retry;
  readonly meaning: string;
  readonly remedy: string;
}

const notFound = (what: string): ErrorRow => ({
  status: 404,
  retry: 'never',
  meaning: `There is no such ${what}, or none that you may see.`,
  remedy: 'Check the id, and who you are signed in as.',
});

/** One row a code. Codes never change; what is added is added at the end of its group. */
export const errorTable = {
  // Input
  INPUT_INVALID: {
    status: 400,
    retry: 'never',
    meaning: 'The input does not have the form asked for.',
    remedy: 'See details.errors: a path and a reason each.',
  },
  INPUT_TOO_LARGE: {
    status: 413,
    retry: 'never',
    meaning: 'The input is larger than the exchange accepts.',
    remedy: 'See details.limitBytes.',
  },
  CURSOR_INVALID: {
    status: 400,
    retry: 'never',
    meaning: 'The cursor does not belong to this list.',
    remedy: 'Start again without a cursor.',
  },
  TRANSACTION_UNKNOWN: {
    status: 404,
    retry: 'never',
    meaning: 'The exchange has no such transaction.',
    remedy: 'See the reference of transactions.',
  },
  // Callers
  CALLER_UNKNOWN: {
    status: 403,
    retry: 'never',
    meaning: 'The certificate names no participant, or its organisation is not of this exchange.',
    remedy: 'Enrol with the attribute databund.participant and the NodeOU client.',
  },
  NOT_AN_ADMIN: {
    status: 403,
    retry: 'never',
    meaning: 'Only an administrator of the operating organisation may do this.',
    remedy: 'Call with its admin certificate.',
  },
  PARTICIPANT_NOT_FOUND: notFound('participant'),
  PARTICIPANT_NOT_ACTIVE: {
    status: 403,
    retry: 'later',
    meaning: 'The participant is not ACTIVE.',
    remedy: 'See details.state; the operator admits and reinstates.',
  },
  CERTIFICATE_NOT_PINNED: {
    status: 403,
    retry: 'never',
    meaning: 'The participant has pinned its certificates, and this is not one of them.',
    remedy: 'Call with a pinned certificate.',
  },
  NOT_PERMITTED: { status: 403, retry: 'never', meaning: 'You may never do this to this object.', remedy: 'See details.by: who may.' },
  // Objects
  ALREADY_EXISTS: {
    status: 409,
    retry: 'never',
    meaning: 'An object with this id exists.',
    remedy: 'A retry of the same request has succeeded where details.contentHash is that of what was sent; else choose another id.',
  },
  REVISION_CONFLICT: {
    status: 409,
    retry: 'after reading',
    meaning: 'It changed since you read it.',
    remedy: 'Read it again, then decide: see details.seen and details.is.',
  },
  ACTION_NOT_ALLOWED: {
    status: 409,
    retry: 'never',
    meaning: 'Its state does not allow this.',
    remedy: 'See details.state and details.allowed.',
  },
  EXCHANGE_NOT_FOUNDED: {
    status: 409,
    retry: 'later',
    meaning: 'The exchange has not been founded on this channel.',
    remedy: 'Found it first.',
  },
  PROPOSAL_NOT_FOUND: notFound('proposal'),
  HISTORY_INCOMPLETE: {
    status: 409,
    retry: 'never',
    meaning: 'This peer does not have the whole history of the object.',
    remedy: 'Ask another organisation’s peer.',
  },
  // Participants
  ROLE_NOT_ALLOWED: { status: 422, retry: 'never', meaning: 'The organisation may not hold this role.', remedy: 'See details.allowed.' },
  NOT_ITS_OWN_ID: {
    status: 403,
    retry: 'never',
    meaning: 'A participant registers the id of its own certificate.',
    remedy: 'See details.certificate.',
  },
  // Resources and mandates
  RESOURCE_NOT_FOUND: notFound('resource'),
  MANDATE_NOT_FOUND: notFound('mandate'),
  RESOURCE_NOT_REGISTERED: { status: 409, retry: 'later', meaning: 'A resource is not registered.', remedy: 'See details.resources.' },
  MANDATE_NOT_ACTIVE: {
    status: 409,
    retry: 'later',
    meaning: 'No mandate lets the provider operate this resource now.',
    remedy: 'See details.because; the authority grants mandates.',
  },
  OVER_THE_CEILING: { status: 422, retry: 'never', meaning: 'The charge is over the mandate’s ceiling.', remedy: 'See details.ceiling.' },
  RESOURCE_CANCELLED: {
    status: 403,
    retry: 'never',
    meaning: 'The resource’s registration was cancelled.',
    remedy: 'Nothing is delivered of it any more.',
  },
  // Listings
  LISTING_NOT_FOUND: notFound('listing'),
  VERSION_IN_PROGRESS: {
    status: 409,
    retry: 'later',
    meaning: 'The newest version has not come to its end, or is suspended.',
    remedy: 'See details.state; finish or withdraw it first.',
  },
  SECTOR_UNKNOWN: {
    status: 422,
    retry: 'never',
    meaning: 'The exchange knows no such sector.',
    remedy: 'See the exchange’s presets; the operator adds sectors.',
  },
  CONTENT_INCOMPLETE: { status: 422, retry: 'never', meaning: 'The exchange asks for more before review.', remedy: 'Add details.missing.' },
  CONTENT_TOO_LARGE: {
    status: 413,
    retry: 'never',
    meaning: 'A text or the whole content is over its limit.',
    remedy: 'See details.path, details.bytes and details.limitBytes.',
  },
  CORE_DATA: {
    status: 422,
    retry: 'never',
    meaning: 'Core data never leaves review.',
    remedy: 'Only the authority can say that it is not core data.',
  },
  APPROVAL_MISSING: {
    status: 409,
    retry: 'later',
    meaning: 'An organisation that must agree has not agreed to this content.',
    remedy: 'See details.missing.',
  },
  NOTICE_RUNNING: { status: 409, retry: 'later', meaning: 'The notice period has not ended.', remedy: 'See details.until.' },
  // Authorisations
  AUTHORISATION_NOT_FOUND: notFound('authorisation'),
  ATTESTATION_NOT_FOUND: notFound('opinion'),
  OBJECTION_NOT_FOUND: notFound('objection'),
  GRADE_RAISED: {
    status: 403,
    retry: 'later',
    meaning: 'The data’s grade was raised after an organisation had approved.',
    remedy: 'Each organisation must approve again; see details.waitsFor.',
  },
  LISTING_NOT_OPEN: { status: 409, retry: 'later', meaning: 'The listing version is not open to requests.', remedy: 'See details.state.' },
  NOTHING_TO_DELIVER: {
    status: 422,
    retry: 'never',
    meaning: 'The listing holds no bytes, only links.',
    remedy: 'Follow its links; there is nothing to authorise.',
  },
  SELF_DEALING: {
    status: 422,
    retry: 'never',
    meaning: 'Nobody deals with itself or judges its own request.',
    remedy: 'Another participant must do this.',
  },
  TERMS_NOT_PERMITTED: { status: 422, retry: 'never', meaning: 'The offer does not permit these terms.', remedy: 'See details.because.' },
  SLOT_TAKEN: {
    status: 409,
    retry: 'never',
    meaning: 'One participant fills at most one slot.',
    remedy: 'Another participant of the organisation must judge.',
  },
  TRADE_NOT_READY: {
    status: 409,
    retry: 'later',
    meaning: 'The trade has not come so far.',
    remedy: 'See details.state and details.needs.',
  },
  // Trades
  TRADE_NOT_FOUND: notFound('trade'),
  KIND_NOT_PERMITTED: {
    status: 422,
    retry: 'never',
    meaning: 'The listing does not permit a trade of this kind.',
    remedy: 'See details.permitted.',
  },
  SLIP_INVALID: {
    status: 400,
    retry: 'never',
    meaning: 'The price slip is not the canonical slip of this trade.',
    remedy: 'See details.because.',
  },
  PRICE_MISMATCH: {
    status: 409,
    retry: 'never',
    meaning: 'The amount’s hash is not the one both sides gave.',
    remedy: 'Use the hash of the slip that both sides hold.',
  },
  NOT_YET_DUE: {
    status: 409,
    retry: 'never',
    meaning: 'Money goes back only where the access ended before anything was received.',
    remedy: 'See details.state and details.authorisation.',
  },
  PRICE_SLIP_NOT_FOUND: notFound('price slip'),
  // Disputes
  DISPUTE_NOT_FOUND: notFound('dispute'),
  APPEALED_BEFORE: { status: 409, retry: 'never', meaning: 'A ruling is appealed once.', remedy: 'See details.by.' },
  TOO_MANY: { status: 422, retry: 'never', meaning: 'The object holds as many as it may.', remedy: 'See details.limit.' },
  // Deliveries
  DELIVERY_NOT_FOUND: notFound('delivery'),
  AUTHORISATION_NOT_ACTIVE: {
    status: 403,
    retry: 'later',
    meaning: 'The authorisation is not ACTIVE at this moment.',
    remedy: 'See details.state.',
  },
  OUTSIDE_WINDOW: {
    status: 403,
    retry: 'later',
    meaning: 'The time is outside the authorised window.',
    remedy: 'See details.from and details.until.',
  },
  LISTING_STOPPED: {
    status: 403,
    retry: 'later',
    meaning: 'The listing is suspended, or was delisted by order.',
    remedy: 'See details.state.',
  },
  SLOT_BUSY: { status: 409, retry: 'at once', meaning: 'The slots that were tried are taken.', remedy: 'Try again at once.' },
  AUTHORISATION_EXHAUSTED: {
    status: 409,
    retry: 'never',
    meaning: 'Every authorised delivery has been opened.',
    remedy: 'Request a renewal.',
  },
  NOT_REPLACEABLE: {
    status: 409,
    retry: 'never',
    meaning: 'Only a delivery that mismatched or timed out is replaced, once.',
    remedy: 'Open a delivery on a free slot.',
  },
  DELIVERY_CLOSED: { status: 409, retry: 'never', meaning: 'The delivery has ended.', remedy: 'See details.state.' },
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
  METHOD_NOT_ALLOWED: { status: 405, retry: 'never', meaning: 'The address does not take this method.', remedy: 'See the Allow header.' },
  MEDIA_TYPE_NOT_SUPPORTED: {
    status: 415,
    retry: 'never',
    meaning: 'The body is not of a media type taken here.',
    remedy: 'Send application/json.',
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
  RANGE_NOT_SATISFIABLE: {
    status: 416,
    retry: 'never',
    meaning: 'The range lies outside the file.',
    remedy: 'See the Content-Range header.',
  },
  // Fabric
  READ_CONFLICT: { status: 409, retry: 'at once', meaning: 'Another transaction changed what this one had read.', remedy: 'Try again.' },
  ENDORSEMENT_FAILED: {
    status: 503,
    retry: 'later',
    meaning: 'The organisations that must endorse did not all do so.',
    remedy: 'See details.endpoints; try again later.',
  },
  ENDORSERS_DISAGREE: {
    status: 503,
    retry: 'at once',
    meaning: 'Endorsers stand at different heights of the ledger.',
    remedy: 'Try again.',
  },
  TRANSACTION_INVALID: { status: 500, retry: 'never', meaning: 'The channel marked the transaction invalid.', remedy: 'See details.flag.' },
  OUTCOME_UNKNOWN: {
    status: 504,
    retry: 'after reading',
    meaning: 'The transaction was sent, and its commit not yet seen.',
    remedy: 'Read the object, or ask for details.transactionId.',
  },
  NETWORK_UNAVAILABLE: { status: 503, retry: 'later', meaning: 'The network cannot be reached.', remedy: 'Try again later.' },
  INTERNAL: { status: 500, retry: 'never', meaning: 'The exchange failed; this is a defect.', remedy: 'Report it with details.reference.' },
} as const satisfies Record<string, ErrorRow>;

/** Every way in which the exchange refuses or fails. */
export type ErrorCode = keyof typeof errorTable;

/** Anything in JSON that explains a refusal; never a secret, never another’s object. */
export type Details = Readonly<Record<string, unknown>>;

/** Says whether a text is a code of the table. */
export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(errorTable, text);
}
