import { compareText, LedgerIndex, type Comparison, type Cosigner } from '@databund/audit';
import { createSigner } from '../identity/signer';
import type { HeldIdentity } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';

/** The ledger as the peer of one organisation gives it. The organisation signs only what this log says itself. */
export class OrganisationLog {
  readonly index = new LedgerIndex();
  private following: Promise<unknown> = Promise.resolve();

  /** @param findObserver returns who reads the blocks and signs; a certificate can be renewed at any time */
  constructor(
    private readonly ledger: Ledger,
    private readonly findObserver: () => HeldIdentity,
  ) {}

  /** Reads the blocks that are new, one request after another. @throws NETWORK_UNAVAILABLE */
  follow(): Promise<unknown> {
    const follow = () => this.readNew();
    this.following = this.following.then(follow, follow);
    return this.following;
  }

  /** Reads one block again. @throws NETWORK_UNAVAILABLE */
  readonly readBlock = (number: number): Promise<Uint8Array> => this.ledger.block(this.findObserver(), number);

  /** Compares a text with what this log says itself, with all blocks of its peer. @throws NETWORK_UNAVAILABLE */
  async compare(text: string): Promise<Comparison> {
    await this.follow();
    return compareText(text, this.index, this.readBlock);
  }

  /** The signer for the organisation. Sign only what is the same. */
  get cosigner(): Cosigner {
    const { mspId, certificate, key } = this.findObserver();
    return { mspId, certificate, sign: createSigner(key) };
  }

  private async readNew(): Promise<void> {
    const [as, { index }] = [this.findObserver(), this];
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
}
