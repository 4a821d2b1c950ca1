import { createPrivateKey } from 'node:crypto';
import { toCanonicalJson } from '@databund/model';
import type { Contract } from '@hyperledger/fabric-gateway';
import { connectGateway } from '../../support/gateway-connection';
import { Exchange, makeId } from '../../support/exchange';
import type { FabricNetwork, NetworkOptions } from '../../support/fabric-network';
import { makeContent } from '../../support/listings';
import { openNetwork, type NetworkName } from '../../support/open-network';
import { TestError } from '../../support/test-error';

/** One chaincode on one network, with the two calls that are measured: by the plain SDK, with a native signer. */
export interface Workload {
  readonly submit: () => Promise<void>;
  /** Reads one of the objects that were submitted. */
  readonly evaluate: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const attempts = 5;
const deadlineMs = 60_000;

/** Opens the bare asset chaincode on a network. */
export async function openAssets(name: NetworkName, options: Pick<NetworkOptions, 'maxMessageCount'> = {}): Promise<Workload> {
  const network = await openNetwork({ ...options, chaincode: 'asset' }, name);
  const { gateway, close } = connectGateway(network, await network.issueIdentity('ProviderMSP'), { deadlineMs });
  const calls = {
    make: (id: string) => ['asset:createAsset', [id, 'blue', '5', 'owner', '300']] as const,
    read: (id: string) => ['asset:readAsset', [id]] as const,
  };
  const stop = async () => {
    close();
    await network.stop();
  };
  return makeWorkload(findContract(network, gateway), calls, stop);
}

/** Opens the exchange on a network: its submits create listings, and its reads get one. */
export async function openListings(name: NetworkName): Promise<Workload> {
  const exchange = await Exchange.open({}, name);
  const { mspId, certificate, keyPem } = exchange.members.provider.credentials;
  const identity = { mspId, certificate: Buffer.from(certificate), privateKey: createPrivateKey(keyPem) };
  const { gateway, close } = connectGateway(exchange.network, identity, { deadlineMs });
  const calls = {
    make: (id: string) => ['listing:CreateListing', [toCanonicalJson({ id, content: makeContent() })]] as const,
    read: (id: string) => ['listing:GetListing', [toCanonicalJson({ id })]] as const,
  };
  const stop = async () => {
    close();
    await exchange.close();
  };
  return makeWorkload(findContract(exchange.network, gateway), calls, stop);
}

function findContract({ connectionProfile }: FabricNetwork, gateway: ReturnType<typeof connectGateway>['gateway']): Contract {
  return gateway.getNetwork(connectionProfile.channel).getContract(connectionProfile.chaincode);
}

type MakeCall = (id: string) => readonly [name: string, args: readonly string[]];

function makeWorkload(
  contract: Contract,
  { make, read }: { readonly make: MakeCall; readonly read: MakeCall },
  close: () => Promise<void>,
): Workload {
  const ids: string[] = [];
  let reads = 0;
  return {
    close,
    submit: async () => {
      const id = makeId('lst');
      const [name, args] = make(id);
      await submitUntilValid(contract, name, args);
      ids.push(id);
    },
    evaluate: async () => {
      reads += 1;
      const [name, args] = read(ids[reads % ids.length] ?? '');
      await contract.evaluate(name, { arguments: [...args] });
    },
  };
}

/** Submits as a client does: again if another transaction came first. @throws TestError NOT_COMMITTED */
async function submitUntilValid(contract: Contract, name: string, args: readonly string[]): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const status = await contract
      .submitAsync(name, { arguments: [...args] })
      .then((commit) => commit.getStatus())
      .catch((error: unknown) => {
        if (attempt === attempts) throw error;
        return undefined;
      });
    if (status?.successful) return;
  }
  throw new TestError('NOT_COMMITTED', `${name} was not committed as valid in ${String(attempts)} attempts.`);
}
