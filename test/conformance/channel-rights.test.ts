import { createHash } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { restrictReaders } from '@databund/devnet';
import { issueAuthority, issueMember } from '@databund/devnet/internal/msp/issuer';
import { serializeIdentity } from '@databund/devnet/internal/msp/msp-directory';
import { BlockChannelConfig } from '@databund/devnet/internal/peer/channel-config';
import { readGoldenBlocks } from './golden';

/** Reads the channel's first configuration from its block. */
function readConfig(block: Uint8Array): BlockChannelConfig {
  const [envelope] = common.Block.deserializeBinary(block).getData()?.getDataList_asU8() ?? [];
  return new BlockChannelConfig(envelope ?? new Uint8Array());
}

describe("readers in the first block of a channel, as Fabric's configtxgen wrote it", () => {
  const [genesis = Buffer.alloc(0)] = readGoldenBlocks();
  const restricted = restrictReaders(genesis);

  it('replaces the readers of each organisation by peers, administrators and observers, and leaves everything else as it was', () => {
    const [data = new Uint8Array()] = common.Block.deserializeBinary(restricted).getData()?.getDataList_asU8() ?? [];
    const { dataHash } = common.Block.deserializeBinary(restricted).getHeader()?.toObject() ?? {};
    expect(dataHash).toBe(createHash('sha256').update(data).digest('base64'));
    const [before, after] = [readPolicies(genesis), readPolicies(restricted)];
    expect(Object.keys(after)).toEqual(Object.keys(before));
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed).toEqual(Object.keys(after).filter((name) => name.endsWith('/Readers')));
    expect(changed).toHaveLength(2);
    for (const name of changed) expect(Buffer.from(after[name] ?? '', 'base64').includes('observer')).toBe(true);
  });

  it('denies blocks to an observer whose CA the channel does not know', async () => {
    const config = readConfig(restricted);
    const { certificate } = await issueMember(await issueAuthority('ca.of.another'), { name: 'o', role: 'client', units: ['observer'] });
    const [mspId = ''] = config.applicationMspIds;
    const signed = { identity: serializeIdentity(mspId, certificate), data: Buffer.from('x'), signature: Buffer.from('x') };
    expect(config.denyAccess('event/Block', signed)).toContain('0 sub-policies were satisfied');
  });
});

/** Returns the policies of the application's organisations in base64, by `organisation/policy`. */
function readPolicies(block: Uint8Array): Readonly<Record<string, string>> {
  const [envelope] = common.Block.deserializeBinary(block).getData()?.getDataList_asU8() ?? [];
  const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope ?? new Uint8Array()).getPayload_asU8());
  const channel = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig()?.getChannelGroup();
  const organisations = [...(channel?.getGroupsMap().get('Application')?.getGroupsMap().entries() ?? [])];
  const entries = organisations.flatMap(([organisation, group]) =>
    [...group.getPoliciesMap().entries()].map(
      ([name, policy]) => [`${organisation}/${name}`, Buffer.from(policy.serializeBinary()).toString('base64')] as const,
    ),
  );
  return Object.fromEntries(entries);
}
