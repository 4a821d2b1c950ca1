import { makeNotFoundRow, type ErrorRow } from '../kernel/error-row';

/** The errors of any call, whatever it is about, one row per code. Codes never change; new ones go to the end of their group. */
export const callErrors = {
  // Input
  INPUT_INVALID: {
    status: 400,
    retry: 'never',
    meaning: 'The input does not match its form.',
    remedy: 'Correct each path in details.errors; its reason says what was expected.',
  },
  INPUT_TOO_LARGE: {
    status: 413,
    retry: 'never',
    meaning: 'The input is larger than the exchange accepts.',
    remedy: 'Send at most details.limitBytes bytes.',
  },
  EVENTS_TOO_LARGE: {
    status: 413,
    retry: 'never',
    meaning: 'The transaction would emit more events than one transaction may.',
    remedy: 'Do less in one transaction: at most details.mostEvents events and details.mostBytes bytes of events.',
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
    meaning: 'The exchange has no transaction with this name.',
    remedy: 'Use a name from the reference of transactions; details.called is the name that was given.',
  },
  // Callers
  CALLER_UNKNOWN: {
    status: 403,
    retry: 'never',
    meaning: 'The certificate names no participant, or its organisation does not belong to this exchange.',
    remedy: 'Enrol with the attribute databund.participant and the NodeOU client.',
  },
  NOT_AN_ADMIN: {
    status: 403,
    retry: 'never',
    meaning: 'Only an administrator of the operating organisation may do this.',
    remedy: 'Call with its admin certificate.',
  },
  PARTICIPANT_NOT_FOUND: makeNotFoundRow('participant'),
  TEXT_NOT_FOUND: {
    status: 404,
    retry: 'never',
    meaning: 'The object names no text with this hash, or the organisation of its speaker does not keep it any more.',
    remedy: 'Take the hash from the object or its history; if the text was deleted, ask its speaker for it.',
  },
  PARTICIPANT_NOT_ACTIVE: {
    status: 403,
    retry: 'later',
    meaning: 'The participant is not ACTIVE.',
    remedy: 'See details.state. The operator admits and reinstates participants.',
  },
  CERTIFICATE_NOT_PINNED: {
    status: 403,
    retry: 'never',
    meaning: 'The participant pins its certificates, and the calling certificate is not among the pinned ones, or would not be.',
    remedy:
      "Call with a pinned certificate, or put the hash of the calling one (details.calling) into the list. A pin is the SHA-256 of the certificate's DER bytes, not of the PEM file: openssl x509 -in cert.pem -outform DER | sha256sum. If you are locked out, operator and authority can release the pins.",
  },
  NOT_PERMITTED: {
    status: 403,
    retry: 'never',
    meaning: 'You may not do this to this object in any state.',
    remedy: 'See details.by for who may.',
  },
  // Objects
  ALREADY_EXISTS: {
    status: 409,
    retry: 'never',
    meaning: 'An object with this id exists.',
    remedy: 'If details.contentHash is the hash of what you sent, an earlier attempt succeeded. Otherwise choose another id.',
  },
  REVISION_CONFLICT: {
    status: 409,
    retry: 'after-read',
    meaning: 'The object changed after you read it.',
    remedy: 'Read it again, then decide. You expected details.expected; it is details.actual.',
  },
  ACTION_NOT_ALLOWED: {
    status: 409,
    retry: 'never',
    meaning: "The object's state does not allow this action.",
    remedy: 'It is in details.state; details.allowed lists what you can do now.',
  },
  NOT_REFUSED: {
    status: 409,
    retry: 'never',
    meaning: 'The transaction would succeed, so there is no refusal to record.',
    remedy: 'Submit the transaction itself.',
  },
  REFUSAL_NOT_FOUND: makeNotFoundRow('refusal'),
  EXCHANGE_NOT_FOUNDED: {
    status: 409,
    retry: 'later',
    meaning: 'No exchange has been founded on this channel.',
    remedy: 'Found it first: databund-gateway exchange found.',
  },
  PROPOSAL_NOT_FOUND: makeNotFoundRow('proposal'),
  FOUNDING_NOT_AGREED: {
    status: 403,
    retry: 'never',
    meaning: 'The exchange is founded by another document than the one that this organisation agreed to, so its peer serves nothing of it.',
    remedy:
      'See details.founded and details.agreed, which is the hash that the chaincode was started with. Found the exchange by the agreed document; if the organisation agrees to the other one, restart its chaincode with that hash.',
  },
  OVERSEERS_NOT_SEPARATE: {
    status: 422,
    retry: 'never',
    meaning:
      'The founding document does not say the truth about its overseers: `oneOverseer` is true if and only if one organisation is both operator and authority.',
    remedy: 'Name two organisations, or set `oneOverseer` to true; every verdict of `databund verify` then says so.',
  },
  RECORD_AHEAD: {
    status: 503,
    retry: 'later',
    meaning: 'The last change of the object claims a time more than 2 minutes ahead of this transaction.',
    remedy: 'Look whether your clock is right, and repeat the transaction when the time in details.recorded is less than 2 minutes ahead.',
  },
  KEY_POLICY_FOREIGN: {
    status: 409,
    retry: 'never',
    meaning: "A key of your organisation's own is under another endorsement policy, so other organisations could block what it says there.",
    remedy:
      'Make the object again, and tell the authority: the audit names the transaction that made details.key. Until then your organisation can only reject, suspend or revoke.',
  },
  QUOTA_EXCEEDED: {
    status: 429,
    retry: 'later',
    meaning: 'You have taken as many steps of this kind today as the exchange allows a participant.',
    remedy: 'Go on after the end of details.day (UTC); details.limit is for one day. The operator can propose another details.parameter.',
  },
} as const satisfies Record<string, ErrorRow>;
