import { peer } from '@hyperledger/fabric-protos';
import { sha256 } from './block';
import { isSignedBy } from './certificate';
import type { ChannelConfig } from './channel-config';
import type { Signer } from './membership';
import { applicationPolicy, nobody, signaturePolicy, type SigningPolicy } from './policy';
import type { Findings, Problem } from './report';
import type { ReplayedState } from './replayed-state';
import { readChange, type RecordedChange } from './recorded-change';
import type { Action, NamespaceAccess, Transaction } from './transaction';

/** What a transaction is checked against. */
export interface Standing {
  readonly config: ChannelConfig;
  readonly state: ReplayedState;
  readonly findings: Findings;
}

const implicitPrefix = '_implicit_org_';

/** Checks one valid endorser transaction: its creator, its endorsers, the policies of what it wrote, and the changes it recorded. */
export function verifyTransaction(transaction: Transaction, action: Action, block: number, standing: Standing): void {
  const at = { block, transaction: transaction.txId };
  const creator = verifyCreator(transaction, at, standing);
  const endorsers = verifyEndorsements(action, at, standing);
  if (!action.bindsProposal) standing.findings.report({ ...at, code: 'PROPOSAL_HASH' });
  for (const access of action.accesses) verifyPolicies(access, endorsers, at, standing);
  for (const access of action.accesses) verifyChanges(access, { transaction, creator, endorsers }, at, standing);
}

type Place = Pick<Problem, 'block'> & { readonly transaction: string };

function verifyCreator(
  { creator, nonce, txId, payload, signature, timeMs }: Transaction,
  at: Place,
  { config, findings }: Standing,
): Signer {
  const signer = config.membership.signer(creator);
  const { certificate, invalid } = signer;
  if (invalid !== undefined) findings.report({ ...at, code: 'CREATOR_INVALID', details: invalid });
  if (timeMs < Date.parse(certificate.validFrom) || timeMs > Date.parse(certificate.validTo))
    findings.report({ ...at, code: 'CREATOR_EXPIRED' });
  findings.check('creatorSignatures', isSignedBy(signer.key, payload, signature), { ...at, code: 'CREATOR_SIGNATURE' });
  if (sha256(nonce, creator).toString('hex') !== txId) findings.report({ ...at, code: 'TRANSACTION_ID' });
  return signer;
}

/** The peers that really endorsed; an endorsement that does not hold counts for nothing. */
function verifyEndorsements({ endorsements, payload }: Action, at: Place, { config, findings }: Standing): readonly Signer[] {
  const endorsers = new Set<Signer>();
  for (const { endorser, signature } of endorsements) {
    const signer = config.membership.signer(endorser);
    const isRight = signer.invalid === undefined && isSignedBy(signer.key, Buffer.concat([payload, endorser]), signature);
    if (findings.check('endorsementSignatures', isRight, { ...at, code: 'ENDORSEMENT_INVALID', details: signer.mspId }))
      endorsers.add(signer);
  }
  return [...endorsers];
}

/** Each key written asks its own policy; keys without one ask the chaincode’s, collections that of their organisation. */
function verifyPolicies(access: NamespaceAccess, endorsers: readonly Signer[], at: Place, { config, state, findings }: Standing): void {
  const { namespace, writes, policies, collections } = access;
  const keys = new Set([...writes.map(({ key }) => key), ...policies.map(({ key }) => key)]);
  const asked = new Set<SigningPolicy>();
  for (const key of keys) {
    const own = state.find(namespace, key)?.policy;
    const policy = own ? keyPolicyOf(own) : namespacePolicy(namespace, { config, state });
    if (asked.has(policy)) continue;
    asked.add(policy);
    findings.check('policies', policy(endorsers), { ...at, code: 'POLICY_UNSATISFIED', key });
  }
  for (const collection of collections) {
    const policy = collectionPolicy(namespace, collection, { config, state });
    findings.check('policies', policy(endorsers), { ...at, code: 'POLICY_UNSATISFIED', key: collection });
  }
}

const keyPolicies = new Map<string, SigningPolicy>();

function keyPolicyOf(bytes: Uint8Array): SigningPolicy {
  const name = Buffer.from(bytes).toString('latin1');
  const known = keyPolicies.get(name) ?? signaturePolicy(bytes);
  keyPolicies.set(name, known);
  return known;
}

const namespacePolicies = new WeakMap<Uint8Array, SigningPolicy>();

function namespacePolicy(namespace: string, { config, state }: Pick<Standing, 'config' | 'state'>): SigningPolicy {
  if (namespace === '_lifecycle') return config.policies.get('/Channel/Application/LifecycleEndorsement') ?? nobody;
  const definition = state.definitionOf(namespace);
  if (!definition) return nobody;
  const known = namespacePolicies.get(definition);
  if (known) return known;
  const data = peer.lifecycle.StateData.deserializeBinary(definition);
  const validation = peer.lifecycle.ChaincodeValidationInfo.deserializeBinary(data.getBytes_asU8());
  const policy = applicationPolicy(validation.getValidationParameter_asU8(), config.policies);
  namespacePolicies.set(definition, policy);
  return policy;
}

/** An implicit collection is ruled by its organisation; a declared one, here, by its chaincode. */
function collectionPolicy(namespace: string, collection: string, standing: Pick<Standing, 'config' | 'state'>): SigningPolicy {
  if (!collection.startsWith(implicitPrefix)) return namespacePolicy(namespace, standing);
  const path = standing.config.organisations.get(collection.slice(implicitPrefix.length));
  return standing.config.policies.get(`${path ?? ''}/Endorsement`) ?? nobody;
}

interface Signed {
  readonly transaction: Transaction;
  readonly creator: Signer;
  readonly endorsers: readonly Signer[];
}

/** The exchange’s own rules: revisions without a gap, each naming the change before; who acted; and each stance endorsed by its own organisation’s peer. */
function verifyChanges({ namespace, writes }: NamespaceAccess, signed: Signed, at: Place, { state, findings }: Standing): void {
  for (const { key, value } of writes) {
    const recorded = readChange(key, value);
    if (!recorded) continue;
    const before = state.find(namespace, key)?.change;
    verifyChange(recorded, before, { ...at, key }, { ...signed, findings });
    // A stance’s first write is PENDING, made with the object: nobody has judged yet.
    if (recorded.isStance && before) verifyStance(recorded, signed.endorsers, { ...at, key }, findings);
  }
}

type KeyPlace = Place & { readonly key: string };
type Before = { readonly revision: number; readonly txId: string } | undefined;

function verifyChange(
  { change }: RecordedChange,
  before: Before,
  at: KeyPlace,
  { transaction, creator, findings }: Signed & { readonly findings: Findings },
): void {
  const revision = before?.revision ?? 0;
  const follows = change.revision === revision + 1 && change.previousTxId === before?.txId;
  findings.check('revisions', follows, { ...at, code: 'REVISION', details: `${String(change.revision)} after ${String(revision)}` });
  if (change.txId !== transaction.txId) findings.report({ ...at, code: 'CHANGE_TRANSACTION' });
  if (!isActor(change, creator)) findings.report({ ...at, code: 'CHANGE_ACTOR', details: change.actor });
}

function verifyStance({ change, mspId }: RecordedChange, endorsers: readonly Signer[], at: KeyPlace, findings: Findings): void {
  const isOwn = change.mspId === mspId && endorsers.some((endorser) => endorser.mspId === mspId && endorser.role === 'peer');
  findings.check('stances', isOwn, { ...at, code: 'STANCE_FOREIGN', details: `of ${String(mspId)}, taken by ${change.mspId}` });
}

function isActor(
  { actor, mspId, certHash }: { readonly actor: string; readonly mspId: string; readonly certHash: { readonly value: string } },
  creator: Signer,
): boolean {
  const participant = creator.role === 'admin' ? `admin@${creator.mspId}` : creator.attributes['databund.participant'];
  return actor === participant && mspId === creator.mspId && certHash.value === sha256(creator.certificate.raw).toString('hex');
}
