import { common, orderer, peer } from '@hyperledger/fabric-protos';
import { DevnetError } from '../errors';
import { MspDirectory } from '../msp/msp-directory';
import { ImplicitMetaPolicy, RejectPolicy, SignaturePolicy } from '../msp/policy';
import type { ChannelConfig, Identity, Policy, Resource, SignedData } from './types';

/** Most compiled policies in the cache; many keys share a few key-level policies. */
const maxPolicies = 5_000;

/** Fabric's default for every resource that we serve (`core/aclmgmt/defaultaclprovider.go`). */
const defaultAccess = '/Channel/Application/Readers';

/** A channel's configuration, read from its configuration block: MSPs, the tree of policies, batch sizes. */
export class BlockChannelConfig implements ChannelConfig {
  readonly channelId: string;
  readonly applicationMspIds: readonly string[];
  readonly batch: ChannelConfig['batch'];
  private readonly directory = new MspDirectory();
  private readonly policies = new Map<string, Policy>();
  private readonly compiled = new Map<string, Policy>();
  /** Paths of policies by resource. */
  private readonly access: ReadonlyMap<string, string>;
  /** Path of each application organisation's group, by MSP id. */
  private readonly organisationPaths = new Map<string, string>();

  /** Reads PB(Envelope) of a configuration transaction. @throws MSP_INVALID if a part is missing */
  constructor(envelope: Uint8Array) {
    const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
    const header = common.ChannelHeader.deserializeBinary(payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array());
    const root = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig()?.getChannelGroup();
    if (!root) throw new DevnetError('MSP_INVALID', 'the configuration transaction has no channel group');
    this.channelId = header.getChannelId();
    this.addGroup('/Channel', root);
    this.batch = readBatch(root.getGroupsMap().get('Orderer'));
    this.access = readAccess(root.getGroupsMap().get('Application'));
    this.applicationMspIds = [...this.organisationPaths.keys()];
  }

  deserialize(serializedIdentity: Uint8Array): Identity {
    return this.directory.deserialize(serializedIdentity);
  }

  findPolicy(path: string): Policy | undefined {
    return this.policies.get(path);
  }

  denyAccess(resource: Resource, signed: SignedData): string | undefined {
    const listed = this.access.get(resource);
    const path = listed ?? defaultAccess;
    const policy = this.policies.get(path);
    if (!policy) return `policy ${path} not found`;
    const reason = policy.evaluateSigned([signed]);
    if (reason === undefined) return undefined;
    // Fabric words it differently if its default applies.
    return listed === undefined
      ? `Failed evaluating policy on signed data during check policy on channel [${this.channelId}] with policy [${path}]: [${reason}]`
      : `failed evaluating policy on signed data during check policy [${path}]: [${reason}]`;
  }

  compileSignaturePolicy(bytes: Uint8Array): Policy {
    return this.compile(bytes, 's', () => new SignaturePolicy(this.directory, bytes));
  }

  compileApplicationPolicy(bytes: Uint8Array): Policy {
    return this.compile(bytes, 'a', () => {
      const policy = peer.ApplicationPolicy.deserializeBinary(bytes);
      const signature = policy.getSignaturePolicy();
      if (signature) return this.compileSignaturePolicy(signature.serializeBinary());
      const path = policy.getChannelConfigPolicyReference();
      return this.policies.get(path) ?? new RejectPolicy(path);
    });
  }

  /** Finds the endorsement policy of the organisation's implicit collection. */
  findOrganisationEndorsement(mspId: string): Policy | undefined {
    return this.policies.get(`${this.organisationPaths.get(mspId) ?? ''}/Endorsement`);
  }

  private compile(bytes: Uint8Array, kind: string, make: () => Policy): Policy {
    const key = kind + Buffer.from(bytes).toString('latin1');
    const known = this.compiled.get(key);
    if (known) return known;
    const policy = make();
    if (this.compiled.size >= maxPolicies) this.compiled.clear();
    this.compiled.set(key, policy);
    return policy;
  }

  /** Adds sub-groups first, because implicit meta policies refer to their policies. */
  private addGroup(path: string, group: common.ConfigGroup): void {
    const config = group.getValuesMap().get('MSP');
    if (config) this.addMsp(path, config);
    const children = [...group.getGroupsMap().entries()].map(([name, child]) => ({ path: `${path}/${name}`, child }));
    for (const { path: childPath, child } of children) this.addGroup(childPath, child);
    const childPaths = children.map((child) => child.path);
    for (const [name, policy] of group.getPoliciesMap().entries()) {
      this.policies.set(`${path}/${name}`, this.readPolicy(policy.getPolicy(), childPaths));
    }
  }

  private addMsp(path: string, config: common.ConfigValue): void {
    const { id } = this.directory.add(config.getValue_asU8());
    if (path.startsWith('/Channel/Application/')) this.organisationPaths.set(id, path);
  }

  private readPolicy(policy: common.Policy | undefined, childPaths: readonly string[]): Policy {
    const types = common.Policy.PolicyType;
    const bytes = policy?.getValue_asU8() ?? new Uint8Array();
    if (policy?.getType() === types.SIGNATURE) return new SignaturePolicy(this.directory, bytes);
    if (policy?.getType() !== types.IMPLICIT_META)
      throw new DevnetError('MSP_INVALID', `policy type ${policy?.getType() ?? 'none'} is not supported`);
    const meta = common.ImplicitMetaPolicy.deserializeBinary(bytes);
    const name = meta.getSubPolicy();
    const parts = childPaths.map((path) => this.policies.get(`${path}/${name}`) ?? new RejectPolicy(`${path}/${name}`));
    return new ImplicitMetaPolicy(this.directory, meta, parts);
  }
}

function readBatch(group: common.ConfigGroup | undefined): ChannelConfig['batch'] {
  const readValue = (name: string) => group?.getValuesMap().get(name)?.getValue_asU8() ?? new Uint8Array();
  const size = orderer.BatchSize.deserializeBinary(readValue('BatchSize'));
  return {
    maxMessageCount: size.getMaxMessageCount(),
    absoluteMaxBytes: size.getAbsoluteMaxBytes(),
    preferredMaxBytes: size.getPreferredMaxBytes(),
    timeout: orderer.BatchTimeout.deserializeBinary(readValue('BatchTimeout')).getTimeout(),
  };
}

/** Reads the access control list; a name without a path is that of an application policy. */
function readAccess(group: common.ConfigGroup | undefined): ReadonlyMap<string, string> {
  const list = peer.ACLs.deserializeBinary(group?.getValuesMap().get('ACLs')?.getValue_asU8() ?? new Uint8Array());
  const entries = [...list.getAclsMap().entries()].map(([resource, entry]) => [resource, entry.getPolicyRef()] as const);
  return new Map(entries.map(([resource, path]) => [resource, path.startsWith('/') ? path : `/Channel/Application/${path}`]));
}
