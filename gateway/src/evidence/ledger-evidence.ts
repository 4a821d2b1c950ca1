import {
  signAs,
  EvidenceError,
  formatNote,
  makeBlocksPack,
  makeCheckpointPack,
  type Cosignature,
  type PackKind,
  type Subject,
} from '@databund/audit';
import { ExchangeError } from '@databund/model';
import type { HeldIdentity, Wallet } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import { OrganisationLog } from './organisation-log';
import { askCosigners, type Cosigned, type CosignerAddresses, type MissingCosigner } from './remote-cosigners';

/** A pack, and the organisations that were asked to sign it and did not. */
export interface MadePack {
  readonly pack: Uint8Array;
  readonly missing: readonly MissingCosigner[];
}

/** A checkpoint that a caller asks for. */
export interface AskedCheckpoint {
  /** The number of blocks; all by default. */
  readonly blocks?: number | undefined;
  /** The number of leaves of an older checkpoint, to which it is to be shown to be consistent. */
  readonly from?: number | undefined;
}

/** The evidence that a gateway can give of its ledger. Each organisation whose observer it holds signs what its own peer says. */
export class LedgerEvidence {
  private readonly logs = new Map<string, OrganisationLog>();

  constructor(
    private readonly ledger: Ledger,
    private readonly wallet: Wallet,
    private readonly addresses: CosignerAddresses = {},
  ) {}

  /**
   * Returns the signed checkpoint over the first blocks, with the proof that it begins with an older one if that is asked for;
   * `undefined` if there are fewer blocks or leaves. @throws NETWORK_UNAVAILABLE
   */
  async signCheckpoint({ blocks, from }: AskedCheckpoint): Promise<string | undefined> {
    const { index } = await this.openFirst();
    const height = blocks ?? index.height;
    const size = index.sizes[height - 1];
    if (size === undefined || (from !== undefined && from > size)) return undefined;
    const text = index.formatCheckpoint(height);
    const note = formatNote(text, index.origin, (await this.signOwn(text)).cosignatures);
    if (from === undefined) return note;
    const proof = index.tree.computeConsistency(from, size).map((hash) => `${Buffer.from(hash).toString('base64')}\n`);
    return `old ${String(from)}\n${proof.join('')}\n${note}`;
  }

  /**
   * Signs a text as each organisation whose own peer says the same.
   * @throws CHECKPOINT_DIFFERENT if a peer says something else, ROUTE_NOT_FOUND if none has enough blocks, NETWORK_UNAVAILABLE
   */
  async signText(text: string): Promise<readonly Cosignature[]> {
    const { cosignatures, missing } = await this.signOwn(text);
    if (cosignatures.length > 0) return cosignatures;
    const isDifferent = missing.some(({ reason }) => reason === 'CHECKPOINT_DIFFERENT');
    throw new ExchangeError(isDifferent ? 'CHECKPOINT_DIFFERENT' : 'ROUTE_NOT_FOUND');
  }

  /** Makes a pack about an object, and asks other organisations to sign it. Check the caller's rights first. @throws NETWORK_UNAVAILABLE */
  async prove(subject: Subject, kind: PackKind): Promise<MadePack> {
    const { index, readBlock } = await this.openFirst();
    const request = { subject, index, readBlock };
    const missing = new Map<string, MissingCosigner>();
    const signAll = async (text: string): Promise<readonly Cosignature[]> => {
      const [own, others] = await Promise.all([this.signOwn(text), askCosigners(this.addresses, text)]);
      for (const each of [...own.missing, ...others.missing]) missing.set(each.mspId, each);
      return [...own.cosignatures, ...others.cosignatures];
    };
    try {
      const pack = await (kind === 'blocks' ? makeBlocksPack(request) : makeCheckpointPack(request, signAll));
      return { pack, missing: [...missing.values()] };
    } catch (error) {
      if (error instanceof EvidenceError) throw new ExchangeError('ROUTE_NOT_FOUND', { reason: error.message });
      throw error;
    }
  }

  /** Signs as each organisation whose own peer says the same. @throws NETWORK_UNAVAILABLE */
  private async signOwn(text: string): Promise<Cosigned> {
    const compared = await Promise.all(this.listLogs().map(async (log) => ({ log, comparison: await log.compare(text) })));
    const agreeing = compared.filter(({ comparison }) => comparison === 'same');
    const others = compared.filter(({ comparison }) => comparison !== 'same');
    return {
      cosignatures: await signAs(agreeing.map(({ log }) => log.cosigner))(text),
      missing: others.map(({ log, comparison }) => ({
        mspId: log.cosigner.mspId,
        reason: comparison === 'ahead' ? 'ROUTE_NOT_FOUND' : 'CHECKPOINT_DIFFERENT',
      })),
    };
  }

  /** Opens the log of the first organisation, with all blocks of its peer. @throws NETWORK_UNAVAILABLE */
  private async openFirst(): Promise<OrganisationLog> {
    const [log] = this.listLogs();
    if (!log) throw new ExchangeError('NETWORK_UNAVAILABLE', { reason: 'the gateway holds no observer, who reads blocks' });
    await log.follow();
    return log;
  }

  private listLogs(): readonly OrganisationLog[] {
    return this.ledger.organisations.flatMap((mspId) => {
      if (!this.wallet.findObserver(mspId)) return [];
      const log = this.logs.get(mspId) ?? new OrganisationLog(this.ledger, () => this.getObserver(mspId));
      this.logs.set(mspId, log);
      return [log];
    });
  }

  private getObserver(mspId: string): HeldIdentity {
    const observer = this.wallet.findObserver(mspId);
    if (observer) return observer;
    throw new ExchangeError('NETWORK_UNAVAILABLE', { reason: `the gateway holds no observer of ${mspId}, who reads blocks` });
  }
}
