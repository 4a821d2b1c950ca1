import { ClientIdentity, Shim, type ChaincodeResponse } from 'fabric-shim';
import ChaincodeFromContract from 'fabric-shim/lib/contract-spi/chaincodefromcontract.js';
import { RecentValues } from './recent-values';

/** Identities of callers, by MSP id and certificate. Each takes about 10 KB. */
const identities = new RecentValues<ClientIdentity>(1_000);
const logger = Shim.newLogger('contracts-spi/chaincodefromcontract.js');
const { invokeFunctionality } = ChaincodeFromContract.prototype;

/**
 * Runs a transaction as fabric-shim does, but parses a caller's certificate once and does not check that a text is a text. Leaves every
 * call to the library that is not plainly one of a declared function.
 */
export async function runContract(this: ChaincodeFromContract, stub: ChaincodeFromContract.Stub): Promise<ChaincodeResponse> {
  const [called, ...args] = stub.getBufferArgs();
  const { contractName, function: name } = this._splitFunctionName(called?.toString() ?? '');
  const contract = this.contractImplementations[contractName];
  if (!contract || !isPlainCall(this, contractName, { name, count: args.length })) return invokeFunctionality.call(this, stub);
  const { contractInstance: instance, dataMarshall } = contract;
  try {
    const context = Object.assign(instance.createContext(), { stub, clientIdentity: identify(stub) });
    await instance.beforeTransaction(context);
    const texts = args.map((bytes) => bytes.toString());
    const result = await instance.aroundTransaction(context, name, texts);
    await instance.afterTransaction(context, result);
    return Shim.success(dataMarshall.toWireBuffer(result));
  } catch (error) {
    logger.error(`[${stub.getTxID()}] ${String(error)}`);
    return Shim.error(error instanceof Error ? error.message : String(error));
  }
}

/** Returns whether a call is of a declared function and has as many texts as that takes. */
function isPlainCall(
  { metadata }: ChaincodeFromContract,
  contract: string,
  { name, count }: { readonly name: string; readonly count: number },
): boolean {
  const declared = metadata.contracts[contract]?.transactions.find((transaction) => transaction.name === name);
  if (declared === undefined || declared.returns !== undefined) return false;
  const { parameters = [] } = declared;
  return parameters.length === count && parameters.every(({ schema }) => schema.type === 'string');
}

/** Returns the identity of the caller, without the stub of the transaction that it was made for. */
function identify(stub: ChaincodeFromContract.Stub): ClientIdentity {
  const { mspid, idBytes } = stub.getCreator();
  const name = `${mspid}\0${Buffer.from(idBytes).toString('latin1')}`;
  return identities.get(name, () => Object.assign(new ClientIdentity(stub), { stub: undefined }));
}
