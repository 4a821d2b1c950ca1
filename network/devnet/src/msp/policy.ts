import { common, msp } from '@hyperledger/fabric-protos';
import type { Identity, Policy, SignedData } from '../peer/types';
import { MspError } from './msp';
import type { MspDirectory } from './msp-directory';
import { readPrincipal, type Principal } from './principal';

/** Whether signers satisfy a rule; marks those it used, which a later rule may not use again. */
type Rule = (signers: readonly Identity[], used: boolean[]) => boolean;

/** A policy over identities; signatures are checked before, the same way for every kind. */
abstract class DirectoryPolicy implements Policy {
  constructor(private readonly directory: MspDirectory) {}

  evaluateSigned(signed: readonly SignedData[]): string | undefined {
    return this.evaluateIdentities(verifySigners(this.directory, signed));
  }

  abstract evaluateIdentities(identities: readonly Identity[]): string | undefined;
}

/**
 * PB(SignaturePolicyEnvelope). Sub-rules are tried from the left, each signer serves once, and what a failing sub-rule
 * used is given back; over successes there is no second thought (Fabric's `common/cauthdsl/cauthdsl.go`).
 */
export class SignaturePolicy extends DirectoryPolicy {
  private readonly rule: Rule;

  /** @throws MspError where the policy is malformed. */
  constructor(directory: MspDirectory, bytes: Uint8Array) {
    super(directory);
    const envelope = parseEnvelope(bytes);
    const rule = envelope.getRule();
    if (envelope.getVersion() !== 0 || !rule) throw new MspError('the signature policy has no rule of version 0');
    this.rule = compile(rule, envelope.getIdentitiesList().map(readPrincipal));
  }

  evaluateIdentities(identities: readonly Identity[]): string | undefined {
    const used = identities.map(() => false);
    return this.rule(identities, used) ? undefined : 'signature set did not satisfy policy';
  }
}

/** A number of the sub-policies of one name. */
export class ImplicitMetaPolicy extends DirectoryPolicy {
  private readonly needed: number;

  constructor(
    directory: MspDirectory,
    config: common.ImplicitMetaPolicy,
    private readonly parts: readonly Policy[],
  ) {
    super(directory);
    this.name = config.getSubPolicy();
    this.needed = countNeeded(config.getRule(), parts.length);
  }

  private readonly name: string;

  evaluateIdentities(identities: readonly Identity[]): string | undefined {
    const satisfied = this.parts.filter((part) => part.evaluateIdentities(identities) === undefined).length;
    if (satisfied >= this.needed) return undefined;
    return (
      `implicit policy evaluation failed - ${satisfied} sub-policies were satisfied, ` +
      `but this policy requires ${this.needed} of the '${this.name}' sub-policies to be satisfied`
    );
  }
}

/** A policy that nothing satisfies: what a name stands for where it is not defined. */
export class RejectPolicy implements Policy {
  constructor(private readonly name: string) {}

  evaluateSigned(): string {
    return this.evaluateIdentities();
  }

  evaluateIdentities(): string {
    return `No such policy: '${this.name}'`;
  }
}

/** MSP ids that a signature policy's principals name by role or unit, each once: the members of a collection. */
export function listOrganisations(bytes: Uint8Array): readonly string[] {
  const kinds = msp.MSPPrincipal.Classification;
  const names = parseEnvelope(bytes)
    .getIdentitiesList()
    .flatMap((principal) => {
      const content = principal.getPrincipal_asU8();
      const kind = principal.getPrincipalClassification();
      if (kind === kinds.ROLE) return [msp.MSPRole.deserializeBinary(content).getMspIdentifier()];
      return kind === kinds.ORGANIZATION_UNIT ? [msp.OrganizationUnit.deserializeBinary(content).getMspIdentifier()] : [];
    });
  return [...new Set(names)];
}

/** Signers whose signature holds, each once; others are dropped, which is not an error (Fabric's `common/policies/policy.go`). */
function verifySigners(directory: MspDirectory, signed: readonly SignedData[]): readonly Identity[] {
  const signers = new Map<string, Identity>();
  for (const { identity, data, signature } of signed) {
    const signer = tryDeserialize(directory, identity);
    if (signer && !signers.has(signer.id) && signer.verify(data, signature)) signers.set(signer.id, signer);
  }
  return [...signers.values()];
}

function tryDeserialize(directory: MspDirectory, identity: Uint8Array): Identity | undefined {
  try {
    return directory.deserialize(identity);
  } catch {
    return undefined;
  }
}

function parseEnvelope(bytes: Uint8Array): common.SignaturePolicyEnvelope {
  try {
    return common.SignaturePolicyEnvelope.deserializeBinary(bytes);
  } catch (cause) {
    throw new MspError('the signature policy is malformed', { cause });
  }
}

function compile(policy: common.SignaturePolicy, principals: readonly Principal[]): Rule {
  const several = policy.getNOutOf();
  return several ? compileSeveral(several, principals) : compileOne(policy.getSignedBy(), principals);
}

function compileSeveral(several: common.SignaturePolicy.NOutOf, principals: readonly Principal[]): Rule {
  const rules = several.getRulesList().map((rule) => compile(rule, principals));
  const needed = several.getN();
  return (signers, used) => {
    let satisfied = 0;
    for (const rule of rules) {
      const attempt = [...used];
      if (!rule(signers, attempt)) continue;
      satisfied += 1;
      attempt.forEach((isUsed, index) => (used[index] = isUsed));
    }
    return satisfied >= needed;
  };
}

function compileOne(index: number, principals: readonly Principal[]): Rule {
  const principal = principals[index];
  if (!principal) throw new MspError(`identity index ${index} is out of range`);
  return (signers, used) => {
    const found = signers.findIndex((signer, position) => !used[position] && principal(signer));
    if (found >= 0) used[found] = true;
    return found >= 0;
  };
}

function countNeeded(rule: number, parts: number): number {
  if (parts === 0) return 0;
  if (rule === common.ImplicitMetaPolicy.Rule.ANY) return 1;
  return rule === common.ImplicitMetaPolicy.Rule.ALL ? parts : Math.floor(parts / 2) + 1;
}
