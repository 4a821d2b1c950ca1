import { createPrivateKey, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { encodeDefinitionTransaction } from '@databund/devnet/internal/chaincode/definition-transaction';
import type { Signer } from '@databund/devnet/internal/endorser/endorser';
import { issueOrganisation, type Validity } from '@databund/devnet';
import { ForgedState } from './forged-state';
import { serializeIdentity } from '@databund/devnet/internal/msp/msp-directory';
import { encodeGenesisEnvelope } from '@databund/devnet/internal/orderer/genesis';
import { toPolicyRule, encodeSignaturePolicy } from '@databund/devnet/internal/orderer/signature-policy';
import { readOrganisation, type OrganisationMaterial } from '@databund/devnet/internal/organisations';
import { makeConfigTransaction, readConfig, type ConfigChange } from '../support/config-update';
import { issueParticipant } from '../support/issue-participant';
import { signBlock } from '../support/signed-block';
import { signMessage } from '@databund/devnet/internal/proto/signature';
import { computeTxId, encodeProposalResponsePayload, hashProposal } from '@databund/devnet/internal/proto/transaction';

const { KVMetadataEntry, KVMetadataWrite, KVRead, KVRWSet, KVWrite } = ledger.rwset.kvrwset;
const peerOrganisations = ['ExchangeMSP', 'ProviderMSP', 'BuyerMSP', 'RegulatorMSP'];
const channelId = 'exchange';

/** The parts of a forged transaction; what is missing is as it should be. */
export interface Forgery {
  readonly creator: Signer;
  readonly endorsers: readonly Signer[];
  /** Values by key; `undefined` deletes. They may contain the id of their transaction. */
  readonly writes?: (txId: string) => Readonly<Record<string, Uint8Array | undefined>>;
  /** PB(SignaturePolicyEnvelope) by key. */
  readonly policies?: Readonly<Record<string, Uint8Array>>;
  /** The versions that were read, by key; `undefined` if the key was absent. */
  readonly reads?: Readonly<Record<string, readonly [block: number, index: number] | undefined>>;
  readonly channel?: string;
  readonly proposedTo?: string;
  readonly at?: Date;
}

/** A ledger that is written by hand with real certificates: everything is signed, and nothing is checked. */
export class ForgedLedger {
  readonly blocks: Uint8Array[] = [];
  private lastBlockHash: Uint8Array = new Uint8Array();
  private lastConfig = 0;
  private config = new common.Config();
  private readonly state = new ForgedState();

  private constructor(
    private readonly folder: string,
    private readonly organisations: ReadonlyMap<string, OrganisationMaterial>,
  ) {}

  /** Makes a ledger with a channel configuration and the definition of the chaincode `databund`. */
  static async begin(): Promise<ForgedLedger> {
    const folder = await mkdtemp(join(tmpdir(), 'databund-forged-'));
    const names = [...peerOrganisations, 'OrdererMSP'].map((mspId) => ({
      mspId,
      domain: `${mspId.toLowerCase()}.test`,
      node: mspId === 'OrdererMSP' ? ('orderer' as const) : ('peer' as const),
    }));
    for (const name of names) await issueOrganisation(folder, name);
    const forged = new ForgedLedger(folder, new Map(names.map(({ mspId, node }) => [mspId, readOrganisation(folder, mspId, node)])));
    const genesis = forged.makeGenesis();
    forged.config = readConfig(genesis);
    forged.append([genesis]);
    forged.append([forged.makeDefinition()]);
    return forged;
  }

  /** Returns the root certificates by MSP id, as an auditor pins them. */
  get pinnedRoots(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries([...this.organisations].map(([mspId, { rootCertificate }]) => [mspId, [rootCertificate.toString()]]));
  }

  /** Returns an organisation's peer, or the orderer. */
  findNode(mspId: string): Signer {
    return this.organisations.get(mspId)!.node;
  }

  /** Issues a client of an organisation. */
  async makeClient(mspId: string, participantId: string, validity?: Validity): Promise<Signer> {
    const { certificate, key } = await issueParticipant(join(this.folder, mspId), participantId, validity);
    const privateKey = createPrivateKey(key);
    return { serialized: serializeIdentity(mspId, Buffer.from(certificate)), sign: (message) => signMessage(privateKey, message) };
  }

  /** Returns an organisation's administrator. */
  findAdministrator(mspId: string): Signer {
    return this.organisations.get(mspId)!.administrator;
  }

  /** Appends a block with these envelopes, which are all flagged valid by default. */
  append(data: readonly Uint8Array[], { flags = data.map(() => 0), signer = this.findNode('OrdererMSP') } = {}): void {
    const number = this.blocks.length;
    const { lastConfig } = this;
    const commitHash = this.state.apply(number, data, Uint8Array.from(flags));
    const block = { number, previousHash: this.lastBlockHash, data, flags: Uint8Array.from(flags), commitHash, lastConfig };
    const { bytes, headerHash } = signBlock(block, signer);
    this.blocks.push(bytes);
    this.lastBlockHash = headerHash;
  }

  /** Appends a block with a change of the configuration, signed by these administrators. */
  appendConfig(change: ConfigChange, administrators: readonly Signer[]): void {
    const { config: before } = this;
    const envelope = makeConfigTransaction({
      ...{ channelId, before, change, administrators },
      ...{ orderer: this.findNode('OrdererMSP'), now: Date.now() },
    });
    this.config = readConfig(envelope);
    this.lastConfig = this.blocks.length;
    this.append([envelope]);
  }

  /** Deletes the folder with the keys. */
  end(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }

  private makeGenesis(): Uint8Array {
    const endpoint = { host: '127.0.0.1', port: 1 };
    const describeOrganisation = (mspId: string) => ({ ...this.organisations.get(mspId)!, endpoint });
    return encodeGenesisEnvelope({
      channelId,
      organisations: peerOrganisations.map(describeOrganisation),
      orderer: describeOrganisation('OrdererMSP'),
      batch: { maxMessageCount: 500, absoluteMaxBytes: 1e7, preferredMaxBytes: 2e6, timeout: '2s' },
      now: Date.now(),
    });
  }

  private makeDefinition(): Uint8Array {
    const policy = new peer.ApplicationPolicy();
    policy.setSignaturePolicy(encodeSignaturePolicy(toPolicyRule({ all: ['ExchangeMSP'], any: 1 }, peerOrganisations)));
    const definition = {
      name: 'databund',
      version: '1.0',
      sequence: 1,
      initRequired: false,
      endorsementPolicy: policy.serializeBinary(),
      collections: [],
    };
    const { administrator } = this.organisations.get('ExchangeMSP')!;
    const endorsers = peerOrganisations.map((mspId) => this.findNode(mspId));
    return encodeDefinitionTransaction(definition, { channelId, administrator, endorsers, now: Date.now() });
  }
}

/** Makes PB(Envelope) of a transaction, and its id. */
export function forgeTransaction(forgery: Forgery): { readonly envelope: Uint8Array; readonly txId: string } {
  const { creator, endorsers } = forgery;
  const nonce = randomBytes(24);
  const txId = computeTxId(nonce, creator.serialized);
  const channelHeader = encodeChannelHeader(txId, forgery);
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(creator.serialized);
  signatureHeader.setNonce(nonce);
  const proposed = new peer.ChaincodeProposalPayload().serializeBinary();
  const payload = encodeProposalResponsePayload(hashProposal(channelHeader, signatureHeader.serializeBinary(), proposed), {
    results: encodeAccess(txId, forgery),
    response: { status: 200, message: '', payload: Buffer.from(txId) },
    chaincode: { name: 'databund', version: '1.0' },
  });
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(payload);
  endorsed.setEndorsementsList(endorsers.map((endorser) => endorse(endorser, payload)));
  const body = new peer.ChaincodeActionPayload();
  body.setChaincodeProposalPayload(proposed);
  body.setAction(endorsed);
  const action = new peer.TransactionAction();
  action.setHeader(signatureHeader.serializeBinary());
  action.setPayload(body.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([action]);
  const header = new common.Header();
  header.setChannelHeader(channelHeader);
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const content = new common.Payload();
  content.setHeader(header);
  content.setData(transaction.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(content.serializeBinary());
  envelope.setSignature(creator.sign(content.serializeBinary()));
  return { envelope: envelope.serializeBinary(), txId };
}

function endorse(endorser: Signer, payload: Uint8Array): peer.Endorsement {
  const endorsement = new peer.Endorsement();
  endorsement.setEndorser(endorser.serialized);
  endorsement.setSignature(endorser.sign(Buffer.concat([payload, endorser.serialized])));
  return endorsement;
}

function encodeChannelHeader(txId: string, { channel = channelId, proposedTo = 'databund', at = new Date() }: Forgery): Uint8Array {
  const timestamp = new Timestamp();
  timestamp.fromDate(at);
  const name = new peer.ChaincodeID();
  name.setName(proposedTo);
  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(name);
  const header = new common.ChannelHeader();
  header.setType(common.HeaderType.ENDORSER_TRANSACTION);
  header.setTimestamp(timestamp);
  header.setChannelId(channel);
  header.setTxId(txId);
  header.setExtension$(extension.serializeBinary());
  return header.serializeBinary();
}

function encodeAccess(txId: string, { writes, policies = {}, reads = {} }: Forgery): Uint8Array {
  const set = new KVRWSet();
  for (const [key, version] of Object.entries(reads)) {
    const read = new KVRead();
    read.setKey(key);
    if (version) read.setVersion(makeVersion(version));
    set.addReads(read);
  }
  for (const [key, value] of Object.entries(writes?.(txId) ?? {})) {
    const write = new KVWrite();
    write.setKey(key);
    write.setIsDelete(value === undefined);
    write.setValue(value ?? new Uint8Array());
    set.addWrites(write);
  }
  for (const [key, policy] of Object.entries(policies)) {
    const entry = new KVMetadataEntry();
    entry.setName('VALIDATION_PARAMETER');
    entry.setValue(policy);
    const write = new KVMetadataWrite();
    write.setKey(key);
    write.setEntriesList([entry]);
    set.addMetadataWrites(write);
  }
  const namespace = new ledger.rwset.NsReadWriteSet();
  namespace.setNamespace('databund');
  namespace.setRwset(set.serializeBinary());
  const all = new ledger.rwset.TxReadWriteSet();
  all.setNsRwsetList([namespace]);
  return all.serializeBinary();
}

function makeVersion([block, index]: readonly [number, number]): InstanceType<typeof ledger.rwset.kvrwset.Version> {
  const version = new ledger.rwset.kvrwset.Version();
  version.setBlockNum(block);
  version.setTxNum(index);
  return version;
}
