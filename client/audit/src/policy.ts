import { common, msp, peer } from '@hyperledger/fabric-protos';
import { parseCertificate } from './certificate';
import type { Signer } from './membership';

/** A policy of Fabric’s: who must have signed. */
export type SigningPolicy = (signers: readonly Signer[]) => boolean;

/** Every policy of a channel’s configuration by its path, `/Channel/Application/…`. */
export type PolicyTree = ReadonlyMap<string, SigningPolicy>;

/** Refuses everybody: what stands for a policy that is not there. */
export const nobody: SigningPolicy = () => false;

/** A serialised SignaturePolicyEnvelope (common/cauthdsl): rules left to right, each signer used at most once. One that cannot be read refuses everybody. */
export function signaturePolicy(bytes: Uint8Array): SigningPolicy {
  try {
    return decodedPolicy(bytes);
  } catch {
    return nobody;
  }
}

function decodedPolicy(bytes: Uint8Array): SigningPolicy {
  const envelope = common.SignaturePolicyEnvelope.deserializeBinary(bytes);
  const principals = envelope.getIdentitiesList().map(principalOf);
  const rule = envelope.getRule();
  return (signers) => rule !== undefined && holds(rule, { principals, signers, used: new Set() });
}

/** A serialised ApplicationPolicy: a signature policy, or the path of one of the channel’s. */
export function applicationPolicy(bytes: Uint8Array, tree: PolicyTree): SigningPolicy {
  const policy = peer.ApplicationPolicy.deserializeBinary(bytes);
  const signature = policy.getSignaturePolicy();
  return signature ? signaturePolicy(signature.serializeBinary()) : (tree.get(policy.getChannelConfigPolicyReference()) ?? nobody);
}

/** A policy of a configuration group: its own, or so many of the groups below it. */
export function configPolicy(policy: common.Policy | undefined, below: readonly string[], tree: PolicyTree): SigningPolicy {
  const bytes = policy?.getValue_asU8() ?? new Uint8Array();
  if (policy?.getType() === common.Policy.PolicyType.SIGNATURE) return signaturePolicy(bytes);
  if (policy?.getType() !== common.Policy.PolicyType.IMPLICIT_META) return nobody;
  const meta = common.ImplicitMetaPolicy.deserializeBinary(bytes);
  const parts = below.map((path) => tree.get(`${path}/${meta.getSubPolicy()}`) ?? nobody);
  const { ANY, ALL } = common.ImplicitMetaPolicy.Rule;
  const needed = meta.getRule() === ANY ? 1 : meta.getRule() === ALL ? parts.length : Math.floor(parts.length / 2) + 1;
  return (signers) => parts.filter((part) => part(signers)).length >= needed;
}

/** Says whether a policy asks for nobody’s signature: then what it guards is anybody’s. */
export function isVacuous(policy: SigningPolicy): boolean {
  return policy([]);
}

type Principal = (signer: Signer) => boolean;

interface Evaluation {
  readonly principals: readonly Principal[];
  readonly signers: readonly Signer[];
  readonly used: Set<Signer>;
}

function holds(rule: common.SignaturePolicy, evaluation: Evaluation): boolean {
  const nOutOf = rule.getNOutOf();
  return nOutOf ? enough(nOutOf, evaluation) : signedBy(rule.getSignedBy(), evaluation);
}

/** A part that fails gives back the signers that it used; one that holds keeps them. */
function enough(rule: common.SignaturePolicy.NOutOf, evaluation: Evaluation): boolean {
  let held = 0;
  for (const part of rule.getRulesList()) {
    const before = new Set(evaluation.used);
    if (holds(part, evaluation)) {
      held += 1;
      continue;
    }
    evaluation.used.clear();
    for (const signer of before) evaluation.used.add(signer);
  }
  return held >= rule.getN();
}

function signedBy(index: number, { principals, signers, used }: Evaluation): boolean {
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

/** Principals by role, and by identity, as Byzantine orderers have them. Those by unit are not used here, and satisfy nobody. */
function principalOf(principal: msp.MSPPrincipal): Principal {
  const { ROLE, IDENTITY } = msp.MSPPrincipal.Classification;
  const bytes = principal.getPrincipal_asU8();
  if (principal.getPrincipalClassification() === IDENTITY) return identityPrincipal(bytes);
  if (principal.getPrincipalClassification() !== ROLE) return () => false;
  const role = msp.MSPRole.deserializeBinary(bytes);
  const mspId = role.getMspIdentifier();
  if (role.getRole() === msp.MSPRole.MSPRoleType.MEMBER) return (signer) => signer.mspId === mspId;
  const name = roleNames.get(role.getRole());
  return (signer) => signer.mspId === mspId && name !== undefined && signer.role === name;
}

function identityPrincipal(bytes: Uint8Array): Principal {
  const identity = msp.SerializedIdentity.deserializeBinary(bytes);
  const { fingerprint256 } = parseCertificate(identity.getIdBytes_asU8()).certificate;
  return (signer) => signer.mspId === identity.getMspid() && signer.certificate.fingerprint256 === fingerprint256;
}
