import { Type } from '@sinclair/typebox';
import { ExchangeError, transactions, type AnyTransaction, type ListingContent } from '@databund/model';
import { parse } from '../http/validation';
import type { HeldIdentity, Wallet } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import { readAnswer } from '../ledger/read-answer';
import { readListing } from './listing-file';
import { listFiles, rejectMissing, type StoredFiles } from './stored-files';

const { GetAuthorisation, GetTrade, GetDelivery } = transactions;
const authorisationMembers = GetAuthorisation.output.properties;
const Authorisation = Type.Object({
  listing: authorisationMembers.listing,
  version: authorisationMembers.version,
  provider: authorisationMembers.provider,
  buyer: authorisationMembers.buyer,
  terms: Type.Object({ mode: authorisationMembers.terms.properties.mode }),
});
const Trade = Type.Object({ authorisation: GetTrade.output.properties.authorisation });
const deliveryMembers = GetDelivery.output.properties;
const Delivery = Type.Object({
  listing: deliveryMembers.listing,
  version: deliveryMembers.version,
  provider: deliveryMembers.provider,
  mode: deliveryMembers.mode,
});
const ById = Type.Object({ id: Type.String() });
const ByVersion = Type.Object({ id: Type.String(), version: Type.Number() });
const ByAuthorisation = Type.Object({ authorisation: Type.String() });

/** A listing version on whose bytes a step relies, and its provider. */
interface Subject {
  readonly id: string;
  readonly version: number;
  readonly provider: string;
  /** Of an authorisation. */
  readonly buyer?: string;
  /** Tells whether the exchange delivers the bytes: only of downloads, not of APIs, feeds or jobs. */
  readonly isDownload: boolean;
  /** Known already if the step is about the listing itself. */
  readonly content?: ListingContent;
}

type FindSubject = (ledger: Ledger, as: HeldIdentity, command: object) => Promise<Subject>;

/** The steps that sell or deliver a listing, and the listing that each is about. */
const subjectOf: Readonly<Record<string, FindSubject>> = {
  SubmitListing: async (ledger, as, command) => {
    const { id, version } = parse(ByVersion, command);
    const { provider, content } = await readListing(ledger, as, { id, version });
    return { id, version, provider, content, isDownload: (content.kind ?? 'download') === 'download' };
  },
  ApproveAuthorisation: (ledger, as, command) => findAuthorised(ledger, as, parse(ById, command).id),
  PriceTrade: async (ledger, as, command) => {
    const call = { transaction: GetTrade, command: { id: parse(ById, command).id }, as };
    return findAuthorised(ledger, as, (await readAnswer(ledger, call, Trade)).authorisation);
  },
  OpenDelivery: (ledger, as, command) => findAuthorised(ledger, as, parse(ByAuthorisation, command).authorisation),
  ServeDelivery: (ledger, as, command) => findDelivered(ledger, as, parse(ById, command).id),
  SendDelivery: (ledger, as, command) => findDelivered(ledger, as, parse(ById, command).id),
};

async function findDelivered(ledger: Ledger, as: HeldIdentity, id: string): Promise<Subject> {
  const { listing, version, provider, mode } = await readAnswer(ledger, { transaction: GetDelivery, command: { id }, as }, Delivery);
  return { id: listing, version, provider, isDownload: mode === 'download' };
}

async function findAuthorised(ledger: Ledger, as: HeldIdentity, id: string): Promise<Subject> {
  const call = { transaction: GetAuthorisation, command: { id }, as };
  const { listing, version, provider, buyer, terms } = await readAnswer(ledger, call, Authorisation);
  return { id: listing, version, provider, buyer, isDownload: terms.mode === 'download' };
}

async function findIfKnown(ledger: Ledger, as: HeldIdentity, id: string): Promise<Subject | undefined> {
  try {
    return await findAuthorised(ledger, as, id);
  } catch (error) {
    if (error instanceof ExchangeError && error.code === 'AUTHORISATION_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Tells whether a step is rejected if the bytes of its listing are missing. */
export function mustHaveBytes({ name }: Pick<AnyTransaction, 'name'>): boolean {
  return Object.hasOwn(subjectOf, name);
}

/** Checks the bytes of a listing before a step that relies on them is sent to the ledger. */
export class RequireBytes {
  constructor(
    private readonly ledger: Ledger,
    private readonly wallet: Wallet,
    private readonly files: StoredFiles,
  ) {}

  /** Does nothing if another gateway holds the provider's store. @throws BYTES_MISSING, and what the ledger says of the object */
  async check({ name }: AnyTransaction, command: object, as: HeldIdentity): Promise<void> {
    const findSubject = subjectOf[name];
    if (!findSubject) return;
    const subject = await findSubject(this.ledger, as, command);
    if (name === 'OpenDelivery') await this.checkForBuyer(subject, command, as);
    else if (subject.provider === as.participantId) await this.requireStored(subject, as);
  }

  /** Asks the provider's own peer: the buyer's could name any listing. If that peer does not know the authorisation yet, the ledger decides. */
  private async checkForBuyer({ provider }: Subject, command: object, buyer: HeldIdentity): Promise<void> {
    const held = this.wallet.findParticipant(provider);
    if (!held) return;
    const subject = await findIfKnown(this.ledger, held, parse(ByAuthorisation, command).authorisation);
    const isOfParties = subject?.provider === held.participantId && subject.buyer === buyer.participantId;
    if (isOfParties) await this.requireStored(subject, held);
  }

  private async requireStored(subject: Subject, provider: HeldIdentity): Promise<void> {
    if (!subject.isDownload) return;
    const { id, version } = subject;
    const content = subject.content ?? (await readListing(this.ledger, provider, { id, version })).content;
    rejectMissing(subject, await this.files.findMissing(provider, listFiles(content)));
  }
}
