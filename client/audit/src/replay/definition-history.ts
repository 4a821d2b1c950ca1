import { ChaincodeDefinitions, type StateAccess } from '@databund/ledger-verifier';

/** The namespace and the name of Fabric's chaincode of definitions. */
export const lifecycle = '_lifecycle';

/**
 * For so many blocks after a new definition, transactions of the version before are still judged by its rules. An honest transaction
 * never needs it, because it reads the sequence of the definition; ten blocks leave room for peers that do not.
 */
export const graceBlocks = 10;

/** The versions of a chaincode's definition, as the blocks so far commit them. */
export class DefinitionHistory {
  private readonly definitions = new ChaincodeDefinitions();
  private before: { readonly version: string; readonly untilBlock: number } | undefined;

  constructor(private readonly chaincode: string) {}

  /** Applies a valid transaction's writes. */
  apply(accesses: readonly StateAccess[], block: number): void {
    const last = this.version;
    const written = accesses.filter(({ namespace, collection }) => namespace === lifecycle && collection === '');
    for (const { key, value } of written.flatMap(({ writes }) => writes)) if (value) this.definitions.read(key, value);
    if (last !== undefined && last !== this.version) this.before = { version: last, untilBlock: block + graceBlocks };
  }

  /** Returns the version in force; `undefined` before the first definition. */
  get version(): string | undefined {
    return this.definitions.find(this.chaincode)?.version;
  }

  /** Returns whether a transaction of a block may have run a version: the one in force, or for some blocks the one before. */
  mayRun(version: string, block: number): boolean {
    if (version === this.version) return true;
    return version === this.before?.version && block <= this.before.untilBlock;
  }
}
