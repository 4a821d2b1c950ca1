import { computeSha256 } from '../blocks/bytes';
import type { Action, Transaction } from '../blocks/transaction';
import { isSignedBy } from '../identity/certificate';
import type { Signer } from '../identity/membership';
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
  const txId = computeSha256(transaction.nonce, transaction.creator).toString('hex');
  if (txId !== transaction.txId) findings.report({ ...at, code: 'TRANSACTION_ID', details: `${txId} expected from nonce and creator` });
  if (!action.isBoundToProposal) findings.report({ ...at, code: 'PROPOSAL_HASH' });
  if (action.chaincode !== transaction.proposedChaincode)
    findings.report({
      ...at,
      code: 'CHAINCODE_FOREIGN',
      details: `endorsed by chaincode ${action.chaincode}, ${transaction.proposedChaincode} expected as proposed`,
    });
  const endorsers = verifyEndorsements(action, source, at, findings);
  verifyPolicies(action, endorsers, source, { at, findings });
  return { creator, endorsers };
}

/** Checks that a member of the channel signed an envelope with a certificate that was valid at that time. Returns the signer. */
export function verifyCreator(
  { payload, signature, timeMs }: Transaction,
  signer: Signer | undefined,
  at: TransactionPlace,
  findings: Findings,
): Signer | undefined {
  const isSigned = signer !== undefined && isSignedBy(signer.key, payload, signature);
  findings.check('creatorSignatures', isSigned, { ...at, code: 'CREATOR_SIGNATURE' });
  const invalid = signer ? signer.invalid : 'identity cannot be read';
  if (invalid !== undefined) findings.report({ ...at, code: 'CREATOR_INVALID', details: invalid });
  else if (signer && (timeMs < signer.validFromMs || timeMs > signer.validToMs))
    findings.report({ ...at, code: 'CREATOR_EXPIRED', details: `${formatTime(timeMs)}, ${formatValidity(signer)} expected` });
  return signer;
}

/** Returns the endorsers whose endorsement holds, and reports the others. */
function verifyEndorsements(
  { endorsements, payload }: Action,
  { config }: PolicySource,
  at: TransactionPlace,
  findings: Findings,
): readonly Signer[] {
  const endorsers = new Set<Signer>();
  for (const { endorser, signature } of endorsements) {
    const signer = config.membership.findSigner(endorser);
    const objection = signer ? findObjection(signer, Buffer.concat([payload, endorser]), signature) : 'identity cannot be read';
    const details = `${signer?.mspId ?? 'unknown MSP'}: ${String(objection)}`;
    findings.check('endorsementSignatures', objection === undefined, { ...at, code: 'ENDORSEMENT_INVALID', details });
    if (signer && objection === undefined) endorsers.add(signer);
  }
  for (const { hasRoles, role, mspId } of endorsers)
    if (hasRoles && role !== 'peer')
      findings.report({ ...at, code: 'ENDORSER_NOT_PEER', details: `${mspId} endorsed as ${String(role)}, peer expected` });
  return [...endorsers];
}

function findObjection(signer: Signer, message: Uint8Array, signature: Uint8Array): string | undefined {
  if (signer.invalid !== undefined) return signer.invalid;
  return isSignedBy(signer.key, message, signature) ? undefined : 'signature does not match payload and endorser';
}

function formatValidity({ validFromMs, validToMs }: Signer): string {
  return `${formatTime(validFromMs)} to ${formatTime(validToMs)}`;
}

/** Formats a time that a transaction may give freely; not every number is a date. */
function formatTime(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? String(timeMs) : date.toISOString();
}
