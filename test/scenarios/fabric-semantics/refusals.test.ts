import { generateKeyPairSync } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { GatewayError, type Proposal } from '@hyperledger/fabric-gateway';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { readExchangeTopology } from '@databund/exchange/internal/exchange-topology';
import type { FabricNetwork } from '../../support/fabric-network';
import { openNetwork } from '../../support/open-network';
import type { Operation } from '../../support/probe-chaincode/operation';
import { ProbeClient } from '../../support/probe-client';
import { matchText, matchItems, matchMembers, matchPattern } from '../../support/matchers';
import { networkTimeoutMs } from '../../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const first = 'failed to endorse transaction, see attached details for more info';
const later = 'failed to collect enough transaction endorsements, see attached details for more info';

describe('refusals of Fabric', () => {
  let network: FabricNetwork;
  let provider: ProbeClient;

  beforeAll(async () => {
    network = await openNetwork({ executeTimeoutMs: 3000 });
    provider = await ProbeClient.connect(network, 'ProviderMSP');
  });

  afterAll(async () => {
    provider.close();
    await network.stop();
  });

  const fail = [{ op: 'fail', text: 'boom x' }] as const;
  const get = [{ op: 'get', key: 'k' }] as const;

  it("reports a chaincode error as UNKNOWN if evaluated and ABORTED if endorsed, with the peer's detail", async () => {
    const { address } = network.connectionProfile.organisations['ProviderMSP']!.peer;
    const details = [{ address, mspId: 'ProviderMSP', message: 'chaincode response 500, boom x' }];
    await expect(provider.evaluate(fail)).rejects.toMatchObject({
      code: status.UNKNOWN,
      message: matchText('evaluate call to endorser returned error: chaincode response 500, boom x'),
      details,
    });
    await expect(provider.endorse(fail)).rejects.toMatchObject({
      code: status.ABORTED,
      message: matchText(first),
      details,
    });
  });

  it('names the unknown chaincode or channel of a call', async () => {
    const { channel, chaincode } = network.connectionProfile;
    const nope = provider.network.getContract('nope');
    const elsewhere = provider.gateway.getNetwork('nochan').getContract(chaincode);
    const plan = 'no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode';
    await expect(nope.evaluateTransaction('run')).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      message: matchText(`no peers available to evaluate chaincode nope in channel ${channel}`),
    });
    await expect(nope.submitTransaction('run')).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      message: matchText(`${plan} nope in channel ${channel}`),
    });
    await expect(elsewhere.evaluateTransaction('run')).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      message: matchText('failed to get config for channel [nochan]: could not get last config for channel nochan'),
    });
    await expect(elsewhere.submitTransaction('run')).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      message: matchText(`${plan} ${chaincode} in channel nochan`),
    });
  });

  it('refuses a target organisation without peers', async () => {
    await expect(provider.endorse(get, { organisations: ['Org9MSP'] })).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      message: matchText('failed to find any endorsing peers for org(s): Org9MSP'),
    });
  });

  it('reports endorsers that answer differently at the second answer', async () => {
    await expect(provider.endorse([{ op: 'put-counter', key: 'c' }])).rejects.toMatchObject({
      code: status.ABORTED,
      message: matchText(later),
      details: [{ message: 'ProposalResponsePayloads do not match' }],
    });
  });

  it('refuses a signature by another key', async () => {
    const { channel } = network.connectionProfile;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const stranger = await ProbeClient.connect(network, 'ProviderMSP', {
      identity: { ...(await network.issueIdentity('ProviderMSP')), privateKey },
    });
    const reason = `error validating proposal: access denied: channel [${channel}] creator org [ProviderMSP]`;
    try {
      await expect(stranger.evaluate(get)).rejects.toMatchObject({
        code: status.FAILED_PRECONDITION,
        message: matchText(`evaluate call to endorser returned error: ${reason}`),
      });
      await expect(stranger.endorse(get)).rejects.toMatchObject({ code: status.ABORTED, details: [{ message: reason }] });
    } finally {
      stranger.close();
    }
  });

  it('refuses an identity of an unknown organisation', async () => {
    const { channel } = network.connectionProfile;
    const stranger = await ProbeClient.connect(network, 'ProviderMSP', {
      identity: { ...(await network.issueIdentity('ProviderMSP')), mspId: 'NoMSP' },
    });
    try {
      await expect(stranger.evaluate(get)).rejects.toMatchObject({
        code: status.FAILED_PRECONDITION,
        details: [{ message: `error validating proposal: access denied: channel [${channel}] creator org unknown, creator is malformed` }],
      });
    } finally {
      stranger.close();
    }
  });

  it('refuses an expired certificate at every peer', async () => {
    if (!network.hasFeature('expired-identity')) return;
    const late = await ProbeClient.connect(network, 'ProviderMSP', {
      identity: await network.issueExpiredIdentity('ProviderMSP'),
    });
    try {
      const refused: unknown = await late.evaluate(get).catch((error: unknown) => error);
      const expired = matchMembers({ message: 'proposal client identity expired' });
      expect(refused).toMatchObject({ code: status.UNAVAILABLE, details: matchItems([expired]) });
    } finally {
      late.close();
    }
  });

  it('refuses a proposal whose time differs by more than the skew of the network', async () => {
    const { maxClockSkewSeconds } = readExchangeTopology();
    const evaluateAt = (count: number) => makeProposalAt(provider, get, Date.now() + count * maxClockSkewSeconds * 1_000).evaluate();
    expect(Buffer.from(await evaluateAt(0.8)).toString()).toBe('[""]');
    await expect(evaluateAt(1.2)).rejects.toMatchObject({ code: status.UNAVAILABLE });
    await expect(evaluateAt(-1.2)).rejects.toMatchObject({ code: status.UNAVAILABLE });
  });

  it('refuses a proposal of a transaction that is on the ledger as a duplicate', async () => {
    const proposal = provider.contract.newProposal('run', { arguments: [JSON.stringify([{ op: 'put', key: 'dup', value: '1' }])] });
    const transaction = await proposal.endorse();
    const commit = await transaction.submit();
    await commit.getStatus();
    const refused = { message: matchText(`duplicate transaction found [${commit.getTransactionId()}]. Creator [`) };
    await expect(proposal.evaluate()).rejects.toMatchObject({ code: status.FAILED_PRECONDITION, details: [refused] });
    await expect(proposal.endorse()).rejects.toMatchObject({ code: status.ABORTED, details: [refused] });
  });

  it('waits for an unknown transaction until the deadline, and refuses an unknown channel', async () => {
    const wait = (channel: string) => provider.commitOf(channel, 'f'.repeat(64)).getStatus({ deadline: Date.now() + 500 });
    // Either side may notice first that the time is over: the client says DEADLINE_EXCEEDED, the peer CANCELLED.
    const over: unknown = await wait(network.connectionProfile.channel).catch((error: unknown) => error);
    expect(over).toBeInstanceOf(GatewayError);
    expect([status.DEADLINE_EXCEEDED, status.CANCELLED]).toContain(over instanceof GatewayError && over.code);
    await expect(wait('zz')).rejects.toMatchObject({
      code: status.PERMISSION_DENIED,
      message: matchText('Failed to get policy manager for channel [zz]'),
    });
  });

  it.each([
    ['a rich query', { op: 'query', text: '{}' }, 'GET_QUERY_RESULT failed: transaction ID: .*: ExecuteQuery not supported for leveldb'],
    [
      'a call of a chaincode that is not there',
      { op: 'call', chaincode: 'nope', operations: [] },
      'execute failed: invalid invocation: .* chaincode nope not found',
    ],
  ] as const)('reports that %s fails in the chaincode', async (_what, operation, reason) => {
    await expect(provider.evaluate([operation])).rejects.toMatchObject({
      code: status.UNKNOWN,
      details: [{ message: matchPattern(reason) }],
    });
  });

  it('fails a chaincode that calls itself, without hanging', async () => {
    const { chaincode } = network.connectionProfile;
    await expect(provider.evaluate([{ op: 'call', chaincode, operations: [] }])).rejects.toMatchObject({
      details: [
        {
          message: matchPattern(/INVOKE_CHAINCODE failed: transaction ID: .*: execute failed: error sending: txid: .* exists/),
        },
      ],
    });
  });

  it('refuses a write after a paginated query', async () => {
    const operations = [
      { op: 'page', start: 'a', end: 'b', size: 2, bookmark: '' },
      { op: 'put', key: 'k', value: '1' },
    ] as const;
    await expect(provider.endorse(operations)).rejects.toMatchObject({
      code: status.ABORTED,
      details: [{ message: matchPattern(/PUT_STATE failed: transaction ID: .*Writes are not allowed/) }],
    });
  });

  it('reports a chaincode that exits during a transaction as a terminated stream, and serves again after its restart', async () => {
    if (!network.hasFeature('chaincode-restart')) return;
    await expect(provider.endorse([{ op: 'exit' }])).rejects.toMatchObject({
      code: status.ABORTED,
      message: matchText(first),
      details: [
        {
          message: matchPattern(
            /^error in simulation: failed to execute transaction [0-9a-f]{64}: error sending: chaincode stream terminated$/,
          ),
        },
      ],
    });
    await network.restartChaincode();
    expect(await provider.evaluate(get)).toEqual(['']);
  });
});

/** Makes the same proposal as a client whose clock differs. */
function makeProposalAt(client: ProbeClient, operations: readonly Operation[], timeMs: number): Proposal {
  const made = client.contract.newProposal('run', { arguments: [JSON.stringify(operations)] });
  const proposed = gateway.ProposedTransaction.deserializeBinary(made.getBytes());
  const signed = proposed.getProposal()!;
  const proposal = peer.Proposal.deserializeBinary(signed.getProposalBytes_asU8());
  const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
  const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
  channelHeader.getTimestamp()!.setSeconds(Math.floor(timeMs / 1000));
  header.setChannelHeader(channelHeader.serializeBinary());
  proposal.setHeader(header.serializeBinary());
  signed.setProposalBytes(proposal.serializeBinary());
  return client.gateway.newProposal(proposed.serializeBinary());
}
