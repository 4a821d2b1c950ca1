import { findIdentity, type Action, type Transaction } from '@databund/ledger-verifier';
import { hashBytes, keys, toCanonicalJson, toInstant, type AnyTransaction, type Hash, type Identity } from '@databund/model';
import { AuditError } from '../audit-error';
import { encodeText } from '../bytes';
import { toIdentity } from '../change-signer';
import type { LedgerState } from '../invariants/ledger-state';
import type { ExpectedAction } from './compare-action';
import type { PrivateHashes } from './private-hashes';
import { ReplayedLedger } from './replayed-ledger';
import type { Rules } from './rules';
import { openSealed, type Opened } from './sealed-input';

/** A call of the exchange's chaincode in a block. */
export interface Call {
  readonly transaction: Transaction;
  readonly action: Action;
  readonly rules: Rules;
  readonly declaration: AnyTransaction;
  /** The input as the chaincode gets it; `undefined` if its bytes are not UTF-8. */
  readonly input: string | undefined;
}

/** The result of a call under the rules: everything that it must have done, or why it is refused. */
export type Replay =
  | { readonly expected: ExpectedAction; readonly isByHashOnly: boolean }
  | { readonly refusal: 'CREATOR_UNREADABLE' | 'REFUSED'; readonly details: string };

/** The state before a call, and what the auditor was given. */
export interface ReplayBasis {
  readonly state: LedgerState;
  readonly hashes: PrivateHashes;
  /** Texts of transient values by their SHA-256, in hex. */
  readonly disclosed: ReadonlyMap<string, string>;
}

/** Runs a call by its rules on the state before it. */
export async function replayCall(call: Call, { state, hashes, disclosed }: ReplayBasis): Promise<Replay> {
  const { transaction, action, rules } = call;
  const creator = findIdentity(transaction.creator); // The ledger's own verification checks its certificate.
  if (!creator) return { refusal: 'CREATOR_UNREADABLE', details: 'the creator has no certificate that can be read' };
  const ledger = new ReplayedLedger(state, hashes);
  const identity = toIdentity(creator);
  const opened = openCall(call, nameCaller(call.declaration, identity), disclosed);
  const { declaration, hashPrivate = hashBytes, isStandIn = false, areReadsUnknown = false } = opened;
  const known = { chaincode: action.chaincode, txId: transaction.txId, keyTypes: rules.keyTypes, hashPrivate };
  try {
    const { answer, writes } = await rules.invoke(declaration, ledger, {
      identity,
      txId: transaction.txId,
      time: opened.time,
      input: call.input,
      transient: opened.transient,
      agreedFounding: findAgreed(state, call.input),
      hashPrivate,
    });
    const encoded = writes && rules.encodeWrites(writes, creator.mspId);
    const response = encodeText(toCanonicalJson(answer));
    const reads = areReadsUnknown ? undefined : ledger;
    return { expected: { ...known, writes: encoded, response, reads }, isByHashOnly: isStandIn };
  } catch (error) {
    return explainRefusal(error, rules, known);
  }
}

/** Returns why the rules refuse a call; a query that reads more than single keys is not refused, but its answer cannot be known. */
function explainRefusal(error: unknown, { findRefusal }: Rules, known: Omit<ExpectedAction, 'writes' | 'response' | 'reads'>): Replay {
  const refused = findRefusal(error);
  if (refused) return { refusal: 'REFUSED', details: `${refused.code} ${toCanonicalJson(refused.details)}` };
  if (!(error instanceof AuditError) || error.code !== 'NOT_REPLAYED') throw error;
  return { expected: { ...known, writes: undefined, response: undefined, reads: undefined }, isByHashOnly: false };
}

/** Returns the hash of the founding document: of the one that founded the exchange, or of the one that a call would found it by. */
function findAgreed(state: LedgerState, input = ''): Hash {
  return state.findNow(keys.exchange())?.founding ?? hashBytes(input);
}

/** Returns the id under which a call keeps texts: an administrator's where administrators may call, as the rules identify callers. */
function nameCaller(declaration: AnyTransaction, { mspId, participantId = '', isAdmin }: Identity): string {
  return declaration.kind === 'submit' && declaration.admits === 'overseer' && isAdmin ? `admin@${mspId}` : participantId;
}

type OpenedCall = Pick<Opened, 'declaration' | 'time'> & Partial<Opened>;

function openCall(call: Call, participantId: string, disclosed: ReadonlyMap<string, string>): OpenedCall {
  const { transaction, action, rules, declaration, input = '' } = call;
  const known = { declaration, time: toInstant(transaction.timeMs) };
  const sealed = Object.hasOwn(rules.sealedInputs, declaration.name) ? rules.sealedInputs[declaration.name] : undefined;
  if (!sealed) return known;
  const accesses = action.accesses.filter(({ namespace }) => namespace === action.chaincode);
  return openSealed(sealed, { ...known, input, participantId, txId: transaction.txId, accesses, disclosed });
}
