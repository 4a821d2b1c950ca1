import { Contract, type Context } from 'fabric-contract-api';
import { TestError } from '../test-error';

/** Names the source of the bare chaincode, to be printed with its figures. */
export const source = 'test/support/asset-chaincode, modelled on asset-transfer-basic (TypeScript) of hyperledger/fabric-samples';

/**
 * Keeps assets as the sample asset-transfer-basic does: a creation reads its key and writes one value with sorted members, and a read is
 * one key. It runs on Fabric's own shim.
 */
export class AssetContract extends Contract {
  constructor() {
    super('asset');
  }

  /** @throws TestError PROBE_FAILED */
  async createAsset({ stub }: Context, ...[id = '', colour, size, owner, value]: readonly string[]): Promise<void> {
    const found = await stub.getState(id);
    if (found.length > 0) throw new TestError('PROBE_FAILED', `The asset ${id} exists.`);
    await stub.putState(
      id,
      Buffer.from(JSON.stringify({ AppraisedValue: Number(value), Colour: colour, ID: id, Owner: owner, Size: Number(size) })),
    );
  }

  /** @throws TestError PROBE_FAILED */
  async readAsset({ stub }: Context, id: string): Promise<string> {
    const found = await stub.getState(id);
    if (found.length === 0) throw new TestError('PROBE_FAILED', `The asset ${id} does not exist.`);
    return Buffer.from(found).toString();
  }
}

/** The contracts that `fabric-chaincode-node` serves. */
export const contracts = [AssetContract];
