import {
  EvidenceError,
  LedgerIndex,
  makeBlocksPack,
  makeCheckpointPack,
  signNote,
  type Cosigner,
  type PackKind,
  type Subject,
} from '@databund/audit';
import { ExchangeError } from '@databund/model';
import { createSigner } from '../identity/signer';
import type { HeldIdentity, Wallet } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';

/** The evidence that a gateway can give of its ledger: it follows the blocks, and signs checkpoints for the organisations whose observers it holds. */
export class LedgerEvidence {
  private readonly index = new LedgerIndex();
  private following: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly ledger: Ledger,
    private readonly wallet: Wallet,
  ) {}

  /** Returns the signed checkpoint over the first blocks, by default over all; `undefined` if there are fewer. @throws NETWORK_UNAVAILABLE */
  async signCheckpoint(blocks?: number): Promise<string | undefined> {
    await this.follow();
    const { index } = this;
    const height = blocks ?? index.height;
    if (height < 1 || height > index.height) return undefined;
    return signNote(index.formatCheckpoint(height), index.origin, this.listCosigners());
  }

  /** Makes a pack about an object. Check the caller's rights first. @throws NETWORK_UNAVAILABLE */
  async prove(subject: Subject, kind: PackKind): Promise<Uint8Array> {
    await this.follow();
    const as = this.getObserver();
    const request = { subject, index: this.index, readBlock: (number: number) => this.ledger.block(as, number) };
    try {
      return await (kind === 'blocks' ? makeBlocksPack(request) : makeCheckpointPack(request, this.listCosigners()));
    } catch (error) {
      if (error instanceof EvidenceError) throw new ExchangeError('ROUTE_NOT_FOUND', { reason: error.message });
      throw error;
    }
  }

  /** Reads the blocks that are new, one request after another. */
  private follow(): Promise<unknown> {
    const follow = () => this.readNew();
    this.following = this.following.then(follow, follow);
    return this.following;
  }

  private async readNew(): Promise<void> {
    const [as, { index }] = [this.getObserver(), this];
    const height = await this.ledger.readHeight(as);
    if (index.height >= height) return;
    const blocks = await this.ledger.streamBlocks(as, index.height);
    try {
      for await (const block of blocks) {
        index.append(block);
        if (index.height >= height) break;
      }
    } finally {
      blocks.close();
    }
  }

  private getObserver(): HeldIdentity {
    const [observer] = this.listObservers();
    if (observer) return observer;
    throw new ExchangeError('NETWORK_UNAVAILABLE', { reason: 'the gateway holds no observer, who reads blocks' });
  }

  private listObservers(): readonly HeldIdentity[] {
    return this.ledger.organisations.flatMap((mspId) => this.wallet.findObserver(mspId) ?? []);
  }

  private listCosigners(): readonly Cosigner[] {
    return this.listObservers().map(({ mspId, certificate, key }) => ({ mspId, certificate, sign: createSigner(key) }));
  }
}
