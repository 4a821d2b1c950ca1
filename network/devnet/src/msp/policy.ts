import { common, msp } from '@hyperledger/fabric-protos';
import { DevnetError } from '../errors';
import type { Identity, Policy, SignedData } from '../peer/types';
import type { MspDirectory } from './msp-directory';
import { readPrincipal, type Principal } from './principal';

/** Returns whether signers satisfy a rule. Marks the signers it used, which later rules may not use again. */
type Rule = (signers: readonly Identity[], used: boolean[]) => boolean;

/** A policy over identities. Signatures are verified first, in the same way for every kind of policy. */
abstract class DirectoryPolicy implements Policy {
  constructor(private readonly directory: MspDirectory) {}

  evaluateSigned(signed: readonly SignedData[]): string | undefined {
    return this.evaluateIdentities(verifySigners(this.directory, signed));
  }

  abstract evaluateIdentities(identities: readonly Identity[]): string | undefined;
}

/**
 * A policy of PB(SignaturePolicyEnvelope). Tries sub-rules from the left, uses each signer once, and releases the signers of
 * failed sub-rules; successful sub-rules are never revised (Fabric's `common/cauthdsl/cauthdsl.go`).
 */
export class SignaturePolicy extends DirectoryPolicy {
  private readonly rule: Rule;

  /** Compiles the policy. @throws MSP_INVALID if it is malformed */
  constructor(directory: MspDirectory, bytes: Uint8Array) {
    super(directory);
    const envelope = parseEnvelope(bytes);
    const rule = envelope.getRule();
    if (envelope.getVersion() !== 0 || !rule) throw new DevnetError('MSP_INVALID', 'the signature policy has no rule of version 0');
    this.rule = compile(rule, envelope.getIdentitiesList().map(readPrincipal));
  }

  evaluateIdentities(identities: readonly Identity[]): string | undefined {
    const used = identities.map(() => false);
    return this.rule(identities, used) ? undefined : 'signature set did not satisfy policy';
  }
}

/** A policy that a number of sub-policies of one name must satisfy. */
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

/** A policy that nothing satisfies, in place of an undefined one. */
export class RejectPolicy implements Policy {
  constructor(private readonly name: string) {}

  evaluateSigned(): string {
    return this.evaluateIdentities();
  }

  evaluateIdentities(): string {
    return `No such policy: '${this.name}'`;
  }
}

/** Lists the MSP ids that a signature policy names by role or organisational unit, each once: the members of a collection. */
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

/** Returns each signer with a valid signature once. Others are dropped, which is not an error (Fabric's `common/policies/policy.go`). */
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
    throw new DevnetError('MSP_INVALID', 'the signature policy is malformed', { cause });
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
  if (!principal) throw new DevnetError('MSP_INVALID', `identity index ${index} is out of range`);
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
