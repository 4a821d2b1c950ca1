import { generateKeyPairSync } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import type { GatewayError, Proposal } from '@hyperledger/fabric-gateway';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import type { FabricNetwork } from '../../support/fabric-network';
import { openNetwork } from '../../support/open-network';
import type { Operation } from '../../support/probe-chaincode/operation';
import { ProbeClient } from '../../support/probe-client';

const first = 'failed to endorse transaction, see attached details for more info';
const later = 'failed to collect enough transaction endorsements, see attached details for more info';

describe('what Fabric refuses, with its own codes and words', () => {
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

  it("a chaincode's error is UNKNOWN where evaluated and ABORTED where endorsed, with the peer's detail", async () => {
    const { address } = network.connectionProfile.organisations['ProviderMSP']!.peer;
    const details = [{ address, mspId: 'ProviderMSP', message: 'chaincode response 500, boom x' }];
    await expect(provider.evaluate(fail)).rejects.toMatchObject({
      code: status.UNKNOWN,
      message: expect.stringContaining('evaluate call to endorser returned error: chaincode response 500, boom x') as string,
      details,
    });
    await expect(provider.endorse(fail)).rejects.toMatchObject({
      code: status.ABORTED,
      message: expect.stringContaining(first) as string,
      details,
    });
  });

  it('an unknown chaincode or channel is named', async () => {
    const { channel, chaincode } = network.connectionProfile;
    const nope = provider.network.getContract('nope');
    const elsewhere = provider.gateway.getNetwork('nochan').getContract(chaincode);
    const plan = 'no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode';
    await expect(nope.evaluateTransaction('run')).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      message: expect.stringContaining(`no peers available to evaluate chaincode nope in channel ${channel}`) as string,
    });
    await expect(nope.submitTransaction('run')).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      message: expect.stringContaining(`${plan} nope in channel ${channel}`) as string,
    });
    await expect(elsewhere.evaluateTransaction('run')).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      message: expect.stringContaining('failed to get config for channel [nochan]: could not get last config for channel nochan') as string,
    });
    await expect(elsewhere.submitTransaction('run')).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      message: expect.stringContaining(`${plan} ${chaincode} in channel nochan`) as string,
    });
  });

  it('an organisation without peers cannot be named', async () => {
    await expect(provider.endorse(get, { organisations: ['Org9MSP'] })).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      message: expect.stringContaining('failed to find any endorsing peers for org(s): Org9MSP') as string,
    });
  });

  it('endorsers that answer differently are told apart by the second one', async () => {
    await expect(provider.endorse([{ op: 'putCounter', key: 'c' }])).rejects.toMatchObject({
      code: status.ABORTED,
      message: expect.stringContaining(later) as string,
      details: [{ message: 'ProposalResponsePayloads do not match' }],
    });
  });

  it('a signature by another key is refused', async () => {
    const { channel } = network.connectionProfile;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const stranger = await ProbeClient.connect(network, 'ProviderMSP', {
      identity: { ...(await network.identityFor('ProviderMSP')), privateKey },
    });
    const reason = `error validating proposal: access denied: channel [${channel}] creator org [ProviderMSP]`;
    try {
      await expect(stranger.evaluate(get)).rejects.toMatchObject({
        code: status.FAILED_PRECONDITION,
        message: expect.stringContaining(`evaluate call to endorser returned error: ${reason}`) as string,
      });
      await expect(stranger.endorse(get)).rejects.toMatchObject({ code: status.ABORTED, details: [{ message: reason }] });
    } finally {
      stranger.close();
    }
  });

  it('an identity of an unknown organisation is refused', async () => {
    const { channel } = network.connectionProfile;
    const stranger = await ProbeClient.connect(network, 'ProviderMSP', {
      identity: { ...(await network.identityFor('ProviderMSP')), mspId: 'NoMSP' },
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

  it('a certificate that has expired is turned away at every peer', async () => {
    if (!network.supports('expired-identity')) return;
    const late = await ProbeClient.connect(network, 'ProviderMSP', {
      identity: await network.expiredIdentityFor('ProviderMSP'),
    });
    try {
      const refused: unknown = await late.evaluate(get).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: status.UNAVAILABLE });
      expect((refused as GatewayError).details.map(({ message }) => message)).toContain('proposal client identity expired');
    } finally {
      late.close();
    }
  });

  it('a proposal timed more than fifteen minutes from now is turned away', async () => {
    const minutes = (count: number) => proposalAt(provider, get, Date.now() + count * 60_000).evaluate();
    expect(Buffer.from(await minutes(14)).toString()).toBe('[""]');
    await expect(minutes(16)).rejects.toMatchObject({ code: status.UNAVAILABLE });
    await expect(minutes(-16)).rejects.toMatchObject({ code: status.UNAVAILABLE });
  });

  it('a proposal of a transaction that is on the ledger is a duplicate', async () => {
    const proposal = provider.contract.newProposal('run', { arguments: [JSON.stringify([{ op: 'put', key: 'dup', value: '1' }])] });
    const transaction = await proposal.endorse();
    const commit = await transaction.submit();
    await commit.getStatus();
    const refused = { message: expect.stringContaining(`duplicate transaction found [${commit.getTransactionId()}]. Creator [`) as string };
    await expect(proposal.evaluate()).rejects.toMatchObject({ code: status.FAILED_PRECONDITION, details: [refused] });
    await expect(proposal.endorse()).rejects.toMatchObject({ code: status.ABORTED, details: [refused] });
  });

  it('waiting for an unknown transaction lasts until the deadline; an unknown channel is denied', async () => {
    const wait = (channel: string) => provider.commitOf(channel, 'f'.repeat(64)).getStatus({ deadline: Date.now() + 500 });
    // Whichever notices first that the time is over: the client says DEADLINE_EXCEEDED, the peer CANCELLED.
    const over: unknown = await wait(network.connectionProfile.channel).catch(
      (error: unknown) => (error as { readonly code: unknown }).code,
    );
    expect([status.DEADLINE_EXCEEDED, status.CANCELLED]).toContain(over);
    await expect(wait('zz')).rejects.toMatchObject({
      code: status.PERMISSION_DENIED,
      message: expect.stringContaining('Failed to get policy manager for channel [zz]') as string,
    });
  });

  it.each([
    ['a rich query', { op: 'query', text: '{}' }, 'GET_QUERY_RESULT failed: transaction ID: .*: ExecuteQuery not supported for leveldb'],
    [
      'a call of a chaincode that is not there',
      { op: 'call', chaincode: 'nope', operations: [] },
      'execute failed: invalid invocation: .* chaincode nope not found',
    ],
  ] as const)('%s fails in the chaincode', async (_what, operation, reason) => {
    await expect(provider.evaluate([operation])).rejects.toMatchObject({
      code: status.UNKNOWN,
      details: [{ message: expect.stringMatching(reason) as string }],
    });
  });

  it('a call of itself fails, and does not hang', async () => {
    const { chaincode } = network.connectionProfile;
    await expect(provider.evaluate([{ op: 'call', chaincode, operations: [] }])).rejects.toMatchObject({
      details: [
        {
          message: expect.stringMatching(
            /INVOKE_CHAINCODE failed: transaction ID: .*: execute failed: error sending: txid: .* exists/,
          ) as string,
        },
      ],
    });
  });

  it('a write after a paginated query is refused', async () => {
    const operations = [
      { op: 'page', start: 'a', end: 'b', size: 2, bookmark: '' },
      { op: 'put', key: 'k', value: '1' },
    ] as const;
    await expect(provider.endorse(operations)).rejects.toMatchObject({
      code: status.ABORTED,
      details: [{ message: expect.stringMatching(/PUT_STATE failed: transaction ID: .*Writes are not allowed/) as string }],
    });
  });

  it('a chaincode that ends mid-transaction is told as a terminated stream, and comes back', async () => {
    if (!network.supports('chaincode-restart')) return;
    await expect(provider.endorse([{ op: 'exit' }])).rejects.toMatchObject({
      code: status.ABORTED,
      message: expect.stringContaining(first) as string,
      details: [
        {
          message: expect.stringMatching(
            /^error in simulation: failed to execute transaction [0-9a-f]{64}: error sending: chaincode stream terminated$/,
          ) as string,
        },
      ],
    });
    await network.restartChaincode();
    expect(await provider.evaluate(get)).toEqual(['']);
  });
});

/** The same proposal, as if the client's clock stood elsewhere. */
function proposalAt(client: ProbeClient, operations: readonly Operation[], timeMs: number): Proposal {
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
