import { makeNotFoundRow, type ErrorRow } from '../kernel/error-row';

/** The errors of the rules, one row per code. Codes never change; new ones go to the end of their group. */
export const ruleErrors = {
  // Participants
  ROLE_NOT_ALLOWED: {
    status: 422,
    retry: 'never',
    meaning: 'The organisation may not hold this role.',
    remedy: 'Choose from details.allowed, or have the operator propose the role for the organisation.',
  },
  NOT_ITS_OWN_ID: {
    status: 403,
    retry: 'never',
    meaning: 'A participant can register only the id in its own certificate.',
    remedy: 'Use details.certificate as the id.',
  },
  PIN_RELEASE_NOT_FOUND: makeNotFoundRow('release of pins'),
  NOTHING_PINNED: {
    status: 409,
    retry: 'never',
    meaning: 'The participant pins no certificate, so there is nothing to release.',
    remedy: 'It can call with any certificate that its CA issues.',
  },
  // Resources and mandates
  RESOURCE_NOT_FOUND: makeNotFoundRow('resource'),
  MANDATE_NOT_FOUND: makeNotFoundRow('mandate'),
  RESOURCE_NOT_REGISTERED: {
    status: 409,
    retry: 'later',
    meaning: 'A resource is not registered.',
    remedy: 'Wait until the authority has registered details.resources.',
  },
  MANDATE_NOT_ACTIVE: {
    status: 409,
    retry: 'later',
    meaning: 'No mandate allows the provider to operate this resource now.',
    remedy: 'See details.because. The authority grants mandates.',
  },
  OVER_THE_CEILING: {
    status: 422,
    retry: 'never',
    meaning: 'The charge for public data exceeds the ceiling of its mandate, or no mandate sets a ceiling.',
    remedy: 'Charge at most details.ceiling; without a ceiling nothing may be charged.',
  },
  RESOURCE_CANCELLED: {
    status: 403,
    retry: 'never',
    meaning: 'The registration of the resource was cancelled.',
    remedy: 'Its data can no longer be delivered.',
  },
  // Listings
  LISTING_NOT_FOUND: makeNotFoundRow('listing'),
  DESIGNATION_NOT_FOUND: makeNotFoundRow('designation'),
  NOT_COVERED: {
    status: 422,
    retry: 'never',
    meaning: 'The listing does not have this theme, or does not cover this administrative division.',
    remedy: 'Choose from details.themes, or a division within details.adcode.',
  },
  VERSION_IN_PROGRESS: {
    status: 409,
    retry: 'later',
    meaning: 'The newest version is still in progress or suspended.',
    remedy: 'It is in details.state. Finish or end it first.',
  },
  SECTOR_UNKNOWN: {
    status: 422,
    retry: 'never',
    meaning: 'The exchange has no sector with this name.',
    remedy: "Choose one of the exchange's presets. The operator adds sectors.",
  },
  CONTENT_INCOMPLETE: {
    status: 422,
    retry: 'never',
    meaning: 'The content lacks fields that the exchange requires before review.',
    remedy: 'Add details.missing.',
  },
  ID_NOT_DERIVED: {
    status: 422,
    retry: 'never',
    meaning:
      "An id that begins with z is derived from its provider and from the hash of its origin, so that nobody can take another provider's.",
    remedy: 'Use a new random id without origin, or the id in details.expected.',
  },
  CONTENT_TOO_LARGE: {
    status: 413,
    retry: 'never',
    meaning: 'A text or the whole content exceeds its limit.',
    remedy: 'Shorten details.path from details.bytes to at most details.limitBytes bytes.',
  },
  CORE_DATA: { status: 422, retry: 'never', meaning: 'Core data cannot be listed.', remedy: 'Only the authority can change the grade.' },
  APPROVAL_MISSING: {
    status: 409,
    retry: 'later',
    meaning: 'An organisation that must agree has not agreed to this content.',
    remedy: 'Wait for details.missing.',
  },
  NOTICE_RUNNING: { status: 409, retry: 'later', meaning: 'The notice period has not ended.', remedy: 'Try again at details.until.' },
  // Authorisations
  AUTHORISATION_NOT_FOUND: makeNotFoundRow('authorisation'),
  ATTESTATION_NOT_FOUND: makeNotFoundRow('attestation'),
  OBJECTION_NOT_FOUND: makeNotFoundRow('objection'),
  GRADE_RAISED: {
    status: 403,
    retry: 'later',
    meaning: 'The grade of the data was raised after an organisation had approved.',
    remedy: 'The organisations in details.waitsFor must approve again.',
  },
  LISTING_NOT_OPEN: {
    status: 409,
    retry: 'later',
    meaning: 'The listing version is not open to requests.',
    remedy: 'It is in details.state. Wait until it is LISTED, or choose another version.',
  },
  PROVIDER_NOT_ACTIVE: {
    status: 409,
    retry: 'later',
    meaning: 'The provider has left the exchange or is suspended, so nobody can ask it for more. What runs already goes on.',
    remedy: 'See details.state. Wait until a SUSPENDED provider is reinstated, or choose a listing of another provider.',
  },
  NOTHING_TO_DELIVER: {
    status: 422,
    retry: 'never',
    meaning: 'The listing holds no bytes, only links.',
    remedy: 'Follow its links; no authorisation is needed.',
  },
  SUCCESSOR_NOT_POSSIBLE: {
    status: 422,
    retry: 'never',
    meaning: 'A successor is another ACTIVE participant of the same organisation, named by the one that leaves.',
    remedy: 'Name one, or let the participant that left name you with WithdrawParticipant.',
  },
  SELF_DEALING: {
    status: 422,
    retry: 'never',
    meaning: 'A participant cannot deal with itself or judge its own object.',
    remedy: 'Another participant must do this.',
  },
  TERMS_NOT_PERMITTED: {
    status: 422,
    retry: 'never',
    meaning: 'The terms are not permitted.',
    remedy: 'See details.because, and change the terms.',
  },
  STANDING_NOT_FOUND: makeNotFoundRow('standing approval'),
  STANDING_NOT_APPLICABLE: {
    status: 422,
    retry: 'never',
    meaning: 'A standing approval that the request names does not cover it.',
    remedy: 'See details.because. Leave out details.standing, so that its slot approves by hand, or name another one.',
  },
  SLOT_TAKEN: {
    status: 409,
    retry: 'never',
    meaning: 'One participant can fill only one slot.',
    remedy: 'Another participant of the organisation must judge. It fills details.slot already.',
  },
  TRADE_NOT_READY: {
    status: 409,
    retry: 'later',
    meaning: 'The trade is not in the state that this needs.',
    remedy: 'It is in details.state; expected details.needs.',
  },
  // Trades
  SALE_FUNDED: {
    status: 409,
    retry: 'later',
    meaning: 'The operator holds money for another trade under the same authorisation.',
    remedy: 'Settle or refund details.trade first.',
  },
  TRADE_NOT_FOUND: makeNotFoundRow('trade'),
  KIND_NOT_PERMITTED: {
    status: 422,
    retry: 'never',
    meaning: 'The listing does not permit a trade of this kind.',
    remedy: 'Choose from details.permitted.',
  },
  SLIP_INVALID: {
    status: 400,
    retry: 'never',
    meaning: 'The price slip is not the canonical slip of this trade.',
    remedy: 'See details.because. Make the slip again with `databund slip make`.',
  },
  PRICE_MISMATCH: {
    status: 409,
    retry: 'never',
    meaning: 'The hash of the amount is not the one that both sides gave, or that of the published price.',
    remedy: 'Use the hash of the slip that both sides hold, or of the charge of the trade with its id. details.given is the one you sent.',
  },
  NOT_YET_DUE: {
    status: 409,
    retry: 'never',
    meaning: 'This cannot be done yet.',
    remedy:
      'See details.until or details.state. After something was served, money goes back only by agreement or ruling, and is paid out only after an acknowledgement, an acceptance or a ruling.',
  },
  PRICE_SLIP_NOT_FOUND: makeNotFoundRow('price slip'),
  LIST_PRICE_MISSING: {
    status: 422,
    retry: 'never',
    meaning: 'The listing publishes no amount at which this trade could be ordered.',
    remedy: 'See details.listPrice: a range binds nobody. Order without `atListPrice`, and agree on the price by slips.',
  },
  // Disputes
  DISPUTE_NOT_FOUND: makeNotFoundRow('dispute'),
  TOO_MANY: { status: 422, retry: 'never', meaning: 'The limit for this object is reached.', remedy: 'The limit is details.limit.' },
  // Deliveries
  DELIVERY_NOT_FOUND: makeNotFoundRow('delivery'),
  AUTHORISATION_NOT_ACTIVE: {
    status: 403,
    retry: 'later',
    meaning: 'The authorisation is not ACTIVE now, or its trade was refunded.',
    remedy: 'It is in details.state; details.trade is the state of the trade.',
  },
  OUTSIDE_WINDOW: {
    status: 403,
    retry: 'later',
    meaning: 'The time is outside the authorised window.',
    remedy: 'The window runs from details.from to details.until.',
  },
  LISTING_STOPPED: {
    status: 403,
    retry: 'later',
    meaning: 'The listing is suspended, or was delisted by order.',
    remedy: 'It is in details.state. Wait until it is resumed.',
  },
  SLOT_BUSY: {
    status: 409,
    retry: 'immediately',
    meaning: 'The slots that were tried are taken.',
    remedy: 'Try again at once. If all are taken, request another authorisation.',
  },
  AUTHORISATION_EXHAUSTED: {
    status: 409,
    retry: 'never',
    meaning: 'Every authorised delivery has been opened.',
    remedy: 'Request a renewal.',
  },
  NOT_REPLACEABLE: {
    status: 409,
    retry: 'never',
    meaning: 'Only a delivery that mismatched or timed out can be replaced, and only once.',
    remedy: 'Open a delivery on a free slot.',
  },
  COMPUTE_ONLY: {
    status: 409,
    retry: 'never',
    meaning: 'The data cannot be downloaded: only the output of a job is delivered.',
    remedy: 'Open a delivery with an algorithm.',
  },
  NOT_A_FEED: {
    status: 409,
    retry: 'never',
    meaning: 'The delivery is not a feed, so it has no windows.',
    remedy: 'Its mode is details.mode. Use `delivery send`.',
  },
  NOTHING_SENT: {
    status: 409,
    retry: 'later',
    meaning: 'Nothing has been sent that could be acknowledged.',
    remedy: 'Wait until the provider has sent.',
  },
  NOT_SERVING: {
    status: 409,
    retry: 'never',
    meaning: 'Somebody paid for the delivery, and its provider has not recorded that it begins to serve.',
    remedy: 'As the provider, record it first: ServeDelivery. The gateway does so before the first byte.',
  },
  ALREADY_SERVED: {
    status: 409,
    retry: 'never',
    meaning: 'The provider has served this slot before, in the same turn.',
    remedy: 'Serve no second time: each slot has one delivery and at most one replacement.',
  },
  WINDOW_NOT_FOUND: makeNotFoundRow('window'),
  WINDOW_CLOSED: { status: 409, retry: 'never', meaning: 'The window was acknowledged before.', remedy: 'It is in details.state.' },
  DELIVERY_CLOSED: { status: 409, retry: 'never', meaning: 'The delivery has ended.', remedy: 'It is in details.state.' },
} as const satisfies Record<string, ErrorRow>;
