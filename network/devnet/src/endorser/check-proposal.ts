import { common } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/types';
import type { Identity } from '../peer/types';
import { computeTxId } from '../proto/transaction';
import type { UnpackedProposal } from './proposal';

/** Why a proposal is not simulated: an authentication `filter` dropped it, or a check ended in `rejection`. */
export interface ProposalRejection {
  readonly kind: 'filter' | 'rejection';
  readonly message: string;
}

/** Ledger and clock against which a proposal is checked. */
export interface CheckContext {
  readonly ledger: Ledger;
  readonly maxClockSkewMs: number;
  readonly now: () => number;
}

/** Checks a proposal in Fabric's order; undefined if it may be simulated. */
export function checkProposal(proposal: UnpackedProposal, context: CheckContext): ProposalRejection | undefined {
  const creator = readCreator(proposal, context.ledger);
  const filtered = filter(proposal, creator, context);
  if (filtered) return { kind: 'filter', message: filtered };
  const rejection = validateHeaders(proposal) ?? validateCreator(proposal, creator);
  if (rejection) return { kind: 'rejection', message: `error validating proposal: ${rejection}` };
  const denied = checkUnique(proposal, context.ledger) ?? checkAccess(proposal, context.ledger);
  return denied ? { kind: 'rejection', message: denied } : undefined;
}

function readCreator(proposal: UnpackedProposal, ledger: Ledger): Identity | undefined {
  try {
    return ledger.config.deserialize(proposal.creator);
  } catch {
    return undefined;
  }
}

/** Applies the authentication filters (Fabric's `core/handlers/auth/filter`). */
function filter(proposal: UnpackedProposal, creator: Identity | undefined, context: CheckContext): string | undefined {
  const now = context.now();
  if (creator && creator.notAfter.getTime() < now) return 'proposal client identity expired';
  const timestamp = proposal.channelHeader.getTimestamp();
  const sent = timestamp ? timestamp.getSeconds() * 1000 + timestamp.getNanos() / 1e6 : 0;
  if (Math.abs(now - sent) <= context.maxClockSkewMs) return undefined;
  return `request unauthorized due to incorrect timestamp ${new Date(sent).toISOString()}, peer time ${new Date(now).toISOString()}`;
}

function validateHeaders(proposal: UnpackedProposal): string | undefined {
  const { channelHeader, nonce, creator, txId } = proposal;
  const type = channelHeader.getType();
  if (type !== common.HeaderType.ENDORSER_TRANSACTION && type !== common.HeaderType.CONFIG) return `invalid header type ${type}`;
  if (channelHeader.getEpoch() !== 0) return 'epoch is non-zero';
  if (nonce.length === 0) return 'nonce is empty';
  if (creator.length === 0) return 'creator is empty';
  const expected = computeTxId(nonce, creator);
  if (txId !== expected) return `incorrectly computed txid '${txId}' -- expected '${expected}'`;
  return proposal.signature.length === 0 ? 'empty signature bytes' : undefined;
}

function validateCreator(proposal: UnpackedProposal, creator: Identity | undefined): string | undefined {
  if (!creator) return `access denied: channel [${proposal.channelId}] creator org unknown, creator is malformed`;
  const isValid = creator.invalidReason === undefined && creator.verify(proposal.proposalBytes, proposal.signature);
  return isValid ? undefined : `access denied: channel [${proposal.channelId}] creator org [${creator.mspId}]`;
}

function checkUnique({ txId, creator }: UnpackedProposal, ledger: Ledger): string | undefined {
  if (!ledger.findTransaction(txId)) return undefined;
  return `duplicate transaction found [${txId}]. Creator [${Buffer.from(creator).toString('hex')}]`;
}

function checkAccess({ creator, proposalBytes, signature, channelId }: UnpackedProposal, ledger: Ledger): string | undefined {
  const reason = ledger.config
    .findPolicy('/Channel/Application/Writers')
    ?.evaluateSigned([{ identity: creator, data: proposalBytes, signature }]);
  if (reason === undefined) return undefined;
  return `failed evaluating policy on signed data during check policy on channel [${channelId}] with policy [/Channel/Application/Writers]: [${reason}]`;
}
