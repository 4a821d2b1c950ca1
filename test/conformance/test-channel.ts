import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { encodeDefinitionTransaction } from '@databund/devnet/internal/chaincode/definition-transaction';
import { unpackProposal } from '@databund/devnet/internal/endorser/proposal';
import { prepareTransaction } from '@databund/devnet/internal/gateway/prepare-transaction';
import { openLedger } from '@databund/devnet/internal/ledger/channel-ledger';
import type { Collection, CommittedBlock, Ledger, TxSimulator } from '@databund/devnet/internal/ledger/types';
import { issueOrganisation } from '@databund/devnet/internal/msp/issuer';
import { BlockAssembler } from '@databund/devnet/internal/orderer/block-assembler';
import { encodeGenesisEnvelope } from '@databund/devnet/internal/orderer/genesis';
import { toPolicyRule, encodeSignaturePolicy, type PolicyRule as Rule } from '@databund/devnet/internal/orderer/signature-policy';
import { readOrganisation, type OrganisationMaterial } from '@databund/devnet/internal/organisations';
import { computeTxId, encodeProposalResponsePayload } from '@databund/devnet/internal/proto/transaction';
import { TestError } from '../support/test-error';

/** The four organisations of the channel. */
export const mspIds = ['ExchangeMSP', 'ProviderMSP', 'BuyerMSP', 'RegulatorMSP'] as const;
export type MspId = (typeof mspIds)[number];

/** The chaincode of all simulations. */
export const chaincode = 'probe';

/** The parts of a transaction; `simulate` plays the chaincode. */
export interface Draft {
  readonly endorsers: readonly MspId[];
  readonly simulate: (simulator: TxSimulator) => unknown;
  /** The organisation whose peer simulates; the first endorser by default. */
  readonly at?: MspId;
  readonly keepPlaintext?: boolean;
}

/** PB(Envelope) that is ready for ordering, and its id. */
export interface Signed {
  readonly envelope: Uint8Array;
  readonly txId: string;
}

const channelId = 'exchange';
const endorsement = { all: ['ExchangeMSP'], any: 1 };

/** A ledger of four organisations with real certificates that is written directly, without peers, orderer or chaincode process. */
export class TestChannel {
  private constructor(
    private readonly start: { readonly directory: string; readonly genesis: Uint8Array },
    readonly organisations: ReadonlyMap<string, OrganisationMaterial>,
    private readonly assembler: BlockAssembler,
    private current: Ledger,
  ) {}

  static async start(collections: readonly Collection[] = []): Promise<TestChannel> {
    const directory = await mkdtemp(join(tmpdir(), 'databund-channel-'));
    const names = [...mspIds, 'OrdererMSP'].map((mspId) => ({ mspId, domain: `${mspId.toLowerCase()}.test`, node: getNodeType(mspId) }));
    for (const name of names) await issueOrganisation(directory, name);
    const organisations = new Map(names.map(({ mspId, node }) => [mspId, readOrganisation(directory, mspId, node)]));
    const orderer = organisations.get('OrdererMSP')!;
    const genesis = encodeGenesisEnvelope({
      channelId,
      organisations: mspIds.map((mspId) => ({ ...organisations.get(mspId)!, endpoint: { host: '127.0.0.1', port: 1 } })),
      orderer: { ...orderer, endpoint: { host: '127.0.0.1', port: 1 } },
      batch: { maxMessageCount: 500, absoluteMaxBytes: 1e7, preferredMaxBytes: 2e6, timeout: '2s' },
      now: Date.now(),
    });
    const ledger = await openLedger(join(directory, 'ledger'), genesis);
    const channel = new TestChannel({ directory, genesis }, organisations, new BlockAssembler(orderer.node), ledger);
    await channel.define(collections);
    return channel;
  }

  get ledger(): Ledger {
    return this.current;
  }

  /** Returns the folder of the ledger. */
  get folder(): string {
    return join(this.start.directory, 'ledger');
  }

  /** Closes the ledger, so that another process can open its folder. */
  close(): Promise<void> {
    return this.current.close();
  }

  /** Opens the ledger again from disk after `close`. */
  async reopen(): Promise<void> {
    this.current = await openLedger(join(this.start.directory, 'ledger'), this.start.genesis);
  }

  async stop(): Promise<void> {
    await this.current.close();
    await rm(this.start.directory, { recursive: true });
  }

  async define(collections: readonly Collection[], sequence = 1): Promise<void> {
    const policy = new peer.ApplicationPolicy();
    policy.setSignaturePolicy(encodeSignaturePolicy(toPolicyRule(endorsement, mspIds)));
    const endorsementPolicy = policy.serializeBinary();
    const administrator = this.organisations.get('ExchangeMSP')!.administrator;
    const endorsers = mspIds.map((mspId) => this.organisations.get(mspId)!.node);
    const definition = { name: chaincode, version: '1.0', sequence, initRequired: false, endorsementPolicy, collections };
    const envelope = encodeDefinitionTransaction(definition, { channelId, administrator, endorsers, now: Date.now() });
    const { flags } = await this.commit([{ envelope, txId: '' }]);
    if (flags[0] !== 0) throw new TestError('NOT_COMMITTED', `The chaincode definition got the code ${String(flags[0])}.`);
  }

  commit(transactions: readonly Signed[]): Promise<CommittedBlock> {
    const data = transactions.map(({ envelope }) => envelope);
    return this.current.commit(this.assembler.assemble(data, this.current));
  }

  /** Makes a transaction, commits it in a block of its own, and returns its validation code. */
  async run(draft: Draft): Promise<number> {
    const { flags } = await this.commit([await this.make(draft)]);
    return flags[0]!;
  }

  /** Simulates at the present height, endorses and signs. */
  async make({ endorsers, simulate, at = endorsers[0]!, keepPlaintext = true }: Draft): Promise<Signed> {
    const { administrator: creator } = this.organisations.get('ExchangeMSP')!;
    const proposal = unpackProposal(this.propose());
    const simulator = this.current.openSimulator({ mspId: at, txId: proposal.txId, creator: proposal.creator });
    simulator.readChaincodeDefinition(chaincode);
    await simulate(simulator);
    const { publicRwset, privateRwset } = simulator.finish();
    if (privateRwset && keepPlaintext) await this.current.holdPrivateData(proposal.txId, privateRwset);
    const payload = encodeProposalResponsePayload(proposal.proposalHash, {
      results: publicRwset,
      response: { status: 200, message: '', payload: Buffer.from(proposal.txId) },
      chaincode: { name: chaincode, version: '1.0' },
    });
    const envelope = prepareTransaction(proposal, { payload, endorsements: endorsers.map((mspId) => this.endorse(mspId, payload)) });
    envelope.setSignature(creator.sign(envelope.getPayload_asU8()));
    return { envelope: envelope.serializeBinary(), txId: proposal.txId };
  }

  /** Reads one thing as an organisation's peer sees it. */
  async read<T>(mspId: MspId, look: (simulator: TxSimulator) => T | Promise<T>): Promise<T> {
    const creator = this.organisations.get(mspId)!.administrator.serialized;
    const simulator = this.current.openSimulator({ mspId, txId: 'read', creator });
    try {
      return await look(simulator);
    } finally {
      simulator.close();
    }
  }

  private endorse(mspId: MspId, payload: Uint8Array): peer.Endorsement {
    const { node } = this.organisations.get(mspId)!;
    const endorsement = new peer.Endorsement();
    endorsement.setEndorser(node.serialized);
    endorsement.setSignature(node.sign(Buffer.concat([payload, node.serialized])));
    return endorsement;
  }

  private propose(): peer.SignedProposal {
    const { administrator } = this.organisations.get('ExchangeMSP')!;
    const nonce = randomBytes(24);
    const name = new peer.ChaincodeID();
    name.setName(chaincode);
    const spec = new peer.ChaincodeSpec();
    spec.setChaincodeId(name);
    spec.setInput(new peer.ChaincodeInput());
    const invocation = new peer.ChaincodeInvocationSpec();
    invocation.setChaincodeSpec(spec);
    const payload = new peer.ChaincodeProposalPayload();
    payload.setInput(invocation.serializeBinary());
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(administrator.serialized);
    signatureHeader.setNonce(nonce);
    const header = new common.Header();
    header.setChannelHeader(makeChannelHeader(computeTxId(nonce, administrator.serialized), name).serializeBinary());
    header.setSignatureHeader(signatureHeader.serializeBinary());
    const proposal = new peer.Proposal();
    proposal.setHeader(header.serializeBinary());
    proposal.setPayload(payload.serializeBinary());
    const signed = new peer.SignedProposal();
    signed.setProposalBytes(proposal.serializeBinary());
    signed.setSignature(administrator.sign(proposal.serializeBinary()));
    return signed;
  }
}

/** Encodes PB(SignaturePolicyEnvelope) of a rule. */
export function encodePolicy(rule: Rule): Uint8Array {
  return encodeSignaturePolicy(rule).serializeBinary();
}

/** Makes the metadata that gives a key its own policy. */
export function withPolicy(rule: Rule): ReadonlyMap<string, Uint8Array> {
  return new Map([['VALIDATION_PARAMETER', encodePolicy(rule)]]);
}

/** Makes a rule that requires a peer of each of these organisations. */
export function requirePeers(...names: readonly MspId[]): Rule {
  return { n: names.length, of: names.map((mspId) => ({ mspId, role: 'PEER' as const })) };
}

function getNodeType(mspId: string): 'peer' | 'orderer' {
  return mspId === 'OrdererMSP' ? 'orderer' : 'peer';
}

function makeChannelHeader(txId: string, name: peer.ChaincodeID): common.ChannelHeader {
  const timestamp = new Timestamp();
  timestamp.fromDate(new Date());
  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(name);
  const header = new common.ChannelHeader();
  header.setType(common.HeaderType.ENDORSER_TRANSACTION);
  header.setTimestamp(timestamp);
  header.setChannelId(channelId);
  header.setTxId(txId);
  header.setExtension$(extension.serializeBinary());
  return header;
}
