import { common, peer } from '../wire/forms';
import { Message } from '../wire/message';
import { toHex } from '../blocks/bytes';
import type { Signer } from './membership';
import { readPrincipal, type Principal } from './principal';

/** A policy of Fabric. */
export interface SigningPolicy {
  /** Returns whether these signers satisfy it. */
  readonly isSatisfiedBy: (signers: readonly Signer[]) => boolean;
  /** The whole policy in words, such as `2 of (Org1MSP.peer, Org2MSP.peer)` or `MAJORITY Endorsement`. */
  readonly text: string;
}

/** Policies of a channel's configuration by path, such as `/Channel/Application/Endorsement`. */
export type PolicyTree = ReadonlyMap<string, SigningPolicy>;

const policyTypes = { signature: 1, implicitMeta: 3 };
const metaRules = ['ANY', 'ALL', 'MAJORITY'];

/** Rejects all signers: it stands for a policy that is missing. */
export const denyAll: SigningPolicy = { isSatisfiedBy: () => false, text: 'no policy' };

/** Decodes a SignaturePolicyEnvelope: rules are tried left to right, each signer counts once. One that cannot be read rejects all. */
export function decodeSignaturePolicy(bytes: Uint8Array, notes: string[] = []): SigningPolicy {
  try {
    const envelope = new Message(bytes, common.SignaturePolicyEnvelope, notes);
    const principals = envelope.getList('identities').map((each) => readPrincipal(each, notes));
    const rule = readRule(envelope.getBytes('rule'), { principals, notes, depth: 0 });
    return { isSatisfiedBy: (signers) => isSatisfied(rule, { signers, used: new Set() }), text: describeRule(rule) };
  } catch {
    return rejectUnreadable(bytes);
  }
}

/** Decodes an ApplicationPolicy: a signature policy, or the path of a policy of the channel. */
export function decodeApplicationPolicy(bytes: Uint8Array, tree: PolicyTree, notes: string[] = []): SigningPolicy {
  const policy = new Message(bytes, peer.ApplicationPolicy, notes);
  if (policy.has('signaturePolicy')) return decodeSignaturePolicy(policy.getBytes('signaturePolicy'), notes);
  const path = policy.getText('channelConfigPolicyReference');
  return { isSatisfiedBy: (tree.get(path) ?? denyAll).isSatisfiedBy, text: path };
}

/** Decodes a policy of a configuration group: its own, or a number of the groups below it. */
export function decodeConfigPolicy(bytes: Uint8Array, below: readonly string[], tree: PolicyTree, notes: string[]): SigningPolicy {
  const policy = new Message(bytes, common.Policy, notes);
  const type = policy.getInteger('type');
  if (type === policyTypes.signature) return decodeSignaturePolicy(policy.getBytes('value'), notes);
  if (type !== policyTypes.implicitMeta) return rejectUnreadable(bytes);
  const meta = new Message(policy.getBytes('value'), common.ImplicitMetaPolicy, notes);
  const [rule, name] = [meta.getInteger('rule'), meta.getText('subPolicy')];
  const parts = below.map((path) => tree.get(`${path}/${name}`) ?? denyAll);
  const needed = countNeeded(rule, parts.length);
  return {
    isSatisfiedBy: (signers) => parts.filter((part) => part.isSatisfiedBy(signers)).length >= needed,
    text: `${metaRules[rule] ?? String(rule)} ${name}`,
  };
}

/** Returns whether a policy requires no signature at all, so that anybody can change what it guards. */
export function isVacuous(policy: SigningPolicy): boolean {
  return policy.isSatisfiedBy([]);
}

function rejectUnreadable(bytes: Uint8Array): SigningPolicy {
  return { isSatisfiedBy: () => false, text: `unreadable ${toHex(bytes)}` };
}

function countNeeded(rule: number, parts: number): number {
  if (metaRules[rule] === 'ANY') return 1;
  return metaRules[rule] === 'ALL' ? parts : Math.floor(parts / 2) + 1;
}

type Rule = { readonly principal: Principal } | { readonly needed: number; readonly rules: readonly Rule[] };

interface RuleSource {
  readonly principals: readonly Principal[];
  readonly notes: string[];
  readonly depth: number;
}

const deepestRule = 100;

/** @throws RangeError for rules inside one another beyond what anybody writes, so that no bytes exhaust the stack */
function readRule(bytes: Uint8Array, source: RuleSource): Rule {
  if (source.depth > deepestRule) throw new RangeError('Policy is nested too deeply.');
  const rule = new Message(bytes, common.SignaturePolicy, source.notes);
  if (!rule.has('nOutOf')) return { principal: source.principals[rule.getInteger('signedBy')] ?? noPrincipal };
  const outOf = new Message(rule.getBytes('nOutOf'), common.NOutOf, source.notes);
  const inside = { ...source, depth: source.depth + 1 };
  return { needed: outOf.getInteger('n'), rules: outOf.getList('rules').map((each) => readRule(each, inside)) };
}

const noPrincipal: Principal = { matches: () => false, text: 'nobody' };

function describeRule(rule: Rule): string {
  return 'principal' in rule ? rule.principal.text : `${String(rule.needed)} of (${rule.rules.map(describeRule).join(', ')})`;
}

interface Evaluation {
  readonly signers: readonly Signer[];
  readonly used: Set<Signer>;
}

function isSatisfied(rule: Rule, evaluation: Evaluation): boolean {
  if ('rules' in rule) return hasEnough(rule, evaluation);
  const signer = evaluation.signers.find((each) => !evaluation.used.has(each) && rule.principal.matches(each));
  if (signer) evaluation.used.add(signer);
  return signer !== undefined;
}

/** Returns whether enough parts hold. A part that fails releases the signers that it used, as in Fabric's cauthdsl. */
function hasEnough({ needed, rules }: Extract<Rule, { rules: unknown }>, evaluation: Evaluation): boolean {
  let held = 0;
  for (const part of rules) {
    const before = new Set(evaluation.used);
    if (isSatisfied(part, evaluation)) {
      held += 1;
      continue;
    }
    evaluation.used.clear();
    for (const signer of before) evaluation.used.add(signer);
  }
  return held >= needed;
}
