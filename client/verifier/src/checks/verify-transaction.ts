import { computeSha256, toHex } from '../blocks/bytes';
import type { Action, Endorsement, Transaction } from '../blocks/transaction';
import type { Signer } from '../identity/membership';
import { isCreatorSigned, isEndorsementSigned } from '../identity/signatures';
import type { Findings } from '../report';
import { verifyPolicies, type PolicySource } from './verify-policies';

/** Creator and endorsers of a transaction. */
export interface TransactionSigners {
  /** `undefined` if the identity cannot be read. */
  readonly creator: Signer | undefined;
  /** Endorsers whose signatures and certificates hold. */
  readonly endorsers: readonly Signer[];
}

/** A transaction's place in the ledger. */
export interface TransactionPlace {
  readonly block: number;
  readonly transaction: string;
  /** Who created it, as far as its certificate can be read. */
  readonly actor?: string;
}

/** Checks an endorser transaction by itself: creator, ids and hashes, endorsers, and the policies of what it writes. */
export function verifyTransaction(
  transaction: Transaction,
  action: Action,
  source: PolicySource,
  { at, findings }: { readonly at: TransactionPlace; readonly findings: Findings },
): TransactionSigners {
  const { config } = source;
  if (transaction.channel !== config.channel)
    findings.report({ ...at, code: 'CHANNEL_FOREIGN', details: `channel ${transaction.channel}, ${config.channel} expected` });
  const creator = verifyCreator(transaction, config.membership.findSigner(transaction.creator), at, findings);
  const txId = toHex(computeSha256(transaction.nonce, transaction.creator));
  if (txId !== transaction.txId) findings.report({ ...at, code: 'TRANSACTION_ID', details: `${txId} expected from nonce and creator` });
  if (!action.isBoundToProposal) findings.report({ ...at, code: 'PROPOSAL_HASH' });
  verifyChaincode(action, transaction.proposedChaincode, at, findings);
  const endorsers = verifyEndorsements(action, source, at, findings);
  verifyPolicies(action, endorsers, source, { at, findings });
  return { creator, endorsers };
}

/** Checks that proposal, result and event name one chaincode, and the result each namespace once. */
function verifyChaincode(
  { chaincode, version, hasEvent, eventOrigin, accesses }: Action,
  proposed: string,
  at: TransactionPlace,
  findings: Findings,
): void {
  if (chaincode !== proposed || chaincode === '' || version === '') {
    const details = `endorsed by chaincode ${chaincode} in version ${version}, ${proposed} expected as proposed, and a version`;
    findings.report({ ...at, code: 'CHAINCODE_FOREIGN', details });
  }
  if (hasEvent && eventOrigin.chaincode !== proposed)
    findings.report({ ...at, code: 'EVENT_FOREIGN', details: `event of chaincode ${eventOrigin.chaincode}, ${proposed} expected` });
  const namespaces = accesses.filter(({ collection }) => collection === '').map(({ namespace }) => namespace);
  const twice = namespaces.find((each, index) => namespaces.indexOf(each) < index);
  if (twice !== undefined) findings.report({ ...at, code: 'NAMESPACE_TWICE', details: `writes to ${twice} twice, once expected` });
}

/** Checks that a member of the channel signed an envelope with a certificate that was valid at that time. Returns the signer. */
export function verifyCreator(
  transaction: Transaction,
  signer: Signer | undefined,
  at: TransactionPlace,
  findings: Findings,
): Signer | undefined {
  const { timeMs } = transaction;
  const isSigned = signer !== undefined && isCreatorSigned(transaction);
  findings.check('creatorSignatures', isSigned, { ...at, code: 'CREATOR_SIGNATURE' });
  const invalid = signer ? signer.invalid : 'identity cannot be read';
  if (invalid !== undefined) findings.report({ ...at, code: 'CREATOR_INVALID', details: invalid });
  else if (signer && (timeMs < signer.validFromMs || timeMs > signer.validToMs))
    findings.report({ ...at, code: 'CREATOR_EXPIRED', details: `${formatTime(timeMs)}, ${formatValidity(signer)} expected` });
  return signer;
}

/** Returns the endorsers whose endorsement holds, each certificate once, and reports the others. */
function verifyEndorsements(action: Action, { config }: PolicySource, at: TransactionPlace, findings: Findings): readonly Signer[] {
  const endorsers = new Map<string, Signer>();
  for (const endorsement of action.endorsements) {
    const signer = config.membership.findSigner(endorsement.endorser);
    const objection = signer ? findObjection(signer, action, endorsement) : 'identity cannot be read';
    const details = `${signer?.mspId ?? 'unknown MSP'}: ${String(objection)}`;
    findings.check('endorsementSignatures', objection === undefined, { ...at, code: 'ENDORSEMENT_INVALID', details });
    if (signer && objection === undefined) endorsers.set(`${signer.mspId} ${signer.fingerprint}`, signer);
  }
  for (const { hasRoles, role, mspId } of endorsers.values())
    if (hasRoles && role !== 'peer')
      findings.report({ ...at, code: 'ENDORSER_NOT_PEER', details: `${mspId} endorsed as ${String(role)}, peer expected` });
  return [...endorsers.values()];
}

function findObjection(signer: Signer, action: Action, endorsement: Endorsement): string | undefined {
  if (signer.invalid !== undefined) return signer.invalid;
  return isEndorsementSigned(action, endorsement) ? undefined : 'signature does not match payload and endorser';
}

function formatValidity({ validFromMs, validToMs }: Signer): string {
  return `${formatTime(validFromMs)} to ${formatTime(validToMs)}`;
}

/** Formats a time that a transaction may give freely; not every number is a date. */
function formatTime(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? String(timeMs) : date.toISOString();
}
