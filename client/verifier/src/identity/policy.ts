import { common, msp, peer } from '../protos';
import { parseCertificate } from './certificate';
import type { Signer } from './membership';

/** A policy of Fabric: returns whether these signers satisfy it. */
export type SigningPolicy = (signers: readonly Signer[]) => boolean;

/** Policies of a channel's configuration by path, such as `/Channel/Application/Endorsement`. */
export type PolicyTree = ReadonlyMap<string, SigningPolicy>;

/** Rejects all signers: it stands for a policy that is missing or cannot be read. */
export const denyAll: SigningPolicy = () => false;

/** Decodes a SignaturePolicyEnvelope: rules are tried left to right, each signer counts once. Returns `denyAll` if it cannot be read. */
export function decodeSignaturePolicy(bytes: Uint8Array): SigningPolicy {
  try {
    const envelope = common.SignaturePolicyEnvelope.deserializeBinary(bytes);
    const principals = envelope.getIdentitiesList().map(readPrincipal);
    const rule = envelope.getRule();
    return (signers) => rule !== undefined && isSatisfied(rule, { principals, signers, used: new Set() });
  } catch {
    return denyAll;
  }
}

/** Decodes an ApplicationPolicy: a signature policy, or the path of a policy of the channel. */
export function decodeApplicationPolicy(bytes: Uint8Array, tree: PolicyTree): SigningPolicy {
  const policy = peer.ApplicationPolicy.deserializeBinary(bytes);
  const signature = policy.getSignaturePolicy();
  return signature ? decodeSignaturePolicy(signature.serializeBinary()) : (tree.get(policy.getChannelConfigPolicyReference()) ?? denyAll);
}

/** Decodes a policy of a configuration group: its own, or a number of the groups below it. */
export function decodeConfigPolicy(policy: common.Policy | undefined, below: readonly string[], tree: PolicyTree): SigningPolicy {
  const bytes = policy?.getValue_asU8() ?? new Uint8Array();
  if (policy?.getType() === common.Policy.PolicyType.SIGNATURE) return decodeSignaturePolicy(bytes);
  if (policy?.getType() !== common.Policy.PolicyType.IMPLICIT_META) return denyAll;
  const meta = common.ImplicitMetaPolicy.deserializeBinary(bytes);
  const parts = below.map((path) => tree.get(`${path}/${meta.getSubPolicy()}`) ?? denyAll);
  const needed = countNeeded(meta.getRule(), parts.length);
  return (signers) => parts.filter((part) => part(signers)).length >= needed;
}

/** Returns whether a policy requires no signature at all, so that anybody can change what it guards. */
export function isVacuous(policy: SigningPolicy): boolean {
  return policy([]);
}

function countNeeded(rule: number, parts: number): number {
  const { ANY, ALL } = common.ImplicitMetaPolicy.Rule;
  if (rule === ANY) return 1;
  return rule === ALL ? parts : Math.floor(parts / 2) + 1;
}

type Principal = (signer: Signer) => boolean;

interface Evaluation {
  readonly principals: readonly Principal[];
  readonly signers: readonly Signer[];
  readonly used: Set<Signer>;
}

function isSatisfied(rule: common.SignaturePolicy, evaluation: Evaluation): boolean {
  const nOutOf = rule.getNOutOf();
  return nOutOf ? hasEnough(nOutOf, evaluation) : isSignedByPrincipal(rule.getSignedBy(), evaluation);
}

/** Returns whether enough parts hold. A part that fails releases the signers that it used, as in Fabric's cauthdsl. */
function hasEnough(rule: common.SignaturePolicy.NOutOf, evaluation: Evaluation): boolean {
  let held = 0;
  for (const part of rule.getRulesList()) {
    const before = new Set(evaluation.used);
    if (isSatisfied(part, evaluation)) {
      held += 1;
      continue;
    }
    evaluation.used.clear();
    for (const signer of before) evaluation.used.add(signer);
  }
  return held >= rule.getN();
}

function isSignedByPrincipal(index: number, { principals, signers, used }: Evaluation): boolean {
  const signer = signers.find((each) => !used.has(each) && principals[index]?.(each));
  if (signer) used.add(signer);
  return signer !== undefined;
}

const roleNames = new Map<number, Signer['role']>([
  [msp.MSPRole.MSPRoleType.ADMIN, 'admin'],
  [msp.MSPRole.MSPRoleType.CLIENT, 'client'],
  [msp.MSPRole.MSPRoleType.PEER, 'peer'],
  [msp.MSPRole.MSPRoleType.ORDERER, 'orderer'],
]);

/** Reads a principal by role or by identity. Other principals (by unit, anonymous, combined) are not supported and match no signer. */
function readPrincipal(principal: msp.MSPPrincipal): Principal {
  const { ROLE, IDENTITY } = msp.MSPPrincipal.Classification;
  const bytes = principal.getPrincipal_asU8();
  if (principal.getPrincipalClassification() === IDENTITY) return readIdentityPrincipal(bytes);
  if (principal.getPrincipalClassification() !== ROLE) return () => false;
  const role = msp.MSPRole.deserializeBinary(bytes);
  const mspId = role.getMspIdentifier();
  if (role.getRole() === msp.MSPRole.MSPRoleType.MEMBER) return (signer) => signer.mspId === mspId;
  const name = roleNames.get(role.getRole());
  return (signer) => signer.mspId === mspId && name !== undefined && signer.role === name;
}

function readIdentityPrincipal(bytes: Uint8Array): Principal {
  const identity = msp.SerializedIdentity.deserializeBinary(bytes);
  const { fingerprint256 } = parseCertificate(identity.getIdBytes_asU8()).certificate;
  return (signer) => signer.mspId === identity.getMspid() && signer.certificate.fingerprint256 === fingerprint256;
}
