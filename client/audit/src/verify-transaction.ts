import { sha256 } from './block';
import { isSignedBy } from './certificate';
import type { Signer } from './membership';
import type { Findings, Problem } from './report';
import type { Action, Transaction } from './transaction';
import { verifyPolicies, type PolicySource } from './verify-policies';

/** Who signed a transaction: its creator, if that can be read, and the peers that really endorsed it. */
export interface TransactionSigners {
  readonly creator: Signer | undefined;
  readonly endorsers: readonly Signer[];
}

type Place = Pick<Problem, 'block'> & { readonly transaction: string };

/** Checks an endorser transaction by itself: its creator, its ids and hashes, its endorsers, and the policies of what it writes. */
export function verifyTransaction(
  transaction: Transaction,
  action: Action,
  source: PolicySource,
  { at, findings }: { readonly at: Place; readonly findings: Findings },
): TransactionSigners {
  const { config } = source;
  if (transaction.channel !== config.channel) findings.report({ ...at, code: 'CHANNEL_FOREIGN', details: transaction.channel });
  const creator = verifyCreator(transaction, config.membership.signer(transaction.creator), at, findings);
  if (sha256(transaction.nonce, transaction.creator).toString('hex') !== transaction.txId)
    findings.report({ ...at, code: 'TRANSACTION_ID' });
  if (!action.bindsProposal) findings.report({ ...at, code: 'PROPOSAL_HASH' });
  if (action.chaincode !== transaction.proposedChaincode)
    findings.report({
      ...at,
      code: 'CHAINCODE_FOREIGN',
      details: `proposed to ${transaction.proposedChaincode}, endorsed by ${action.chaincode}`,
    });
  const endorsers = verifyEndorsements(action, source, at, findings);
  verifyPolicies(action, endorsers, source, { at, findings });
  return { creator, endorsers };
}

/** Checks that an envelope was signed by someone whom the channel knows, whose certificate was valid then. Answers who it is. */
export function verifyCreator(
  { payload, signature, timeMs }: Transaction,
  signer: Signer | undefined,
  at: Problem | Place,
  findings: Findings,
): Signer | undefined {
  const isSigned = signer !== undefined && isSignedBy(signer.key, payload, signature);
  findings.check('creatorSignatures', isSigned, { ...at, code: 'CREATOR_SIGNATURE' });
  const invalid = signer ? signer.invalid : 'it cannot be read';
  if (invalid !== undefined) findings.report({ ...at, code: 'CREATOR_INVALID', details: invalid });
  else if (signer && (timeMs < signer.validFromMs || timeMs > signer.validToMs)) findings.report({ ...at, code: 'CREATOR_EXPIRED' });
  return signer;
}

/** The peers that really endorsed: an endorsement that does not hold counts for nothing. */
function verifyEndorsements({ endorsements, payload }: Action, { config }: PolicySource, at: Place, findings: Findings): readonly Signer[] {
  const endorsers = new Set<Signer>();
  for (const { endorser, signature } of endorsements) {
    const signer = config.membership.signer(endorser);
    const objection = signer ? objectionTo(signer, Buffer.concat([payload, endorser]), signature) : 'the endorser cannot be read';
    const details = `${signer?.mspId ?? '?'}: ${String(objection)}`;
    findings.check('endorsementSignatures', objection === undefined, { ...at, code: 'ENDORSEMENT_INVALID', details });
    if (signer && objection === undefined) endorsers.add(signer);
  }
  for (const { hasRoles, role, mspId } of endorsers)
    if (hasRoles && role !== 'peer') findings.report({ ...at, code: 'ENDORSER_NOT_PEER', details: mspId });
  return [...endorsers];
}

function objectionTo(signer: Signer, message: Uint8Array, signature: Uint8Array): string | undefined {
  if (signer.invalid !== undefined) return signer.invalid;
  return isSignedBy(signer.key, message, signature) ? undefined : 'the signature is not over this';
}
