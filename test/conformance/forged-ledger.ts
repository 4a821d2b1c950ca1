import { createPrivateKey } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peer, type common } from '@hyperledger/fabric-protos';
import { encodeDefinitionTransaction } from '@databund/devnet/internal/chaincode/definition-transaction';
import type { Signer } from '@databund/devnet/internal/endorser/endorser';
import { issueOrganisation, type Validity } from '@databund/devnet';
import { rulesVersion } from '@databund/model';
import { serializeIdentity } from '@databund/devnet/internal/msp/msp-directory';
import { encodeGenesisEnvelope } from '@databund/devnet/internal/orderer/genesis';
import { toPolicyRule, encodeSignaturePolicy } from '@databund/devnet/internal/orderer/signature-policy';
import { readOrganisation, type OrganisationMaterial } from '@databund/devnet/internal/organisations';
import { makeConfigTransaction, readConfig, type ConfigChange } from '../support/config-update';
import { issueParticipant } from '../support/issue-participant';
import { signBlock } from '../support/signed-block';
import { signMessage } from '@databund/devnet/internal/proto/signature';
import { ForgedState } from './forged-state';
import { channelId } from './forged-transaction';

const peerOrganisations = ['ExchangeMSP', 'ProviderMSP', 'BuyerMSP', 'RegulatorMSP'];

/** Certificates and keys of the organisations, in a folder that `afterAll` deletes. */
interface Organisations {
  readonly folder: string;
  readonly organisations: ReadonlyMap<string, OrganisationMaterial>;
  /** Clients by MSP and participant. */
  readonly clients: Map<string, Promise<Signer>>;
}

const folders: string[] = [];

/** Deletes the keys of all ledgers: after the tests of a file, or at the end of a program without tests. */
export async function deleteKeys(): Promise<void> {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
}

if ('afterAll' in globalThis) afterAll(deleteKeys);

/** The organisations of every ledger of a test file, because it takes long to issue their certificates. */
let usual: Promise<Organisations> | undefined;

/** Issues organisations of the same names with other certificates. */
export async function issueOrganisations(): Promise<Organisations> {
  const folder = await mkdtemp(join(tmpdir(), 'databund-forged-'));
  folders.push(folder);
  const names = [...peerOrganisations, 'OrdererMSP'].map((mspId) => ({
    mspId,
    domain: `${mspId.toLowerCase()}.test`,
    node: mspId === 'OrdererMSP' ? ('orderer' as const) : ('peer' as const),
  }));
  for (const name of names) await issueOrganisation(folder, name);
  const organisations = new Map(names.map(({ mspId, node }) => [mspId, readOrganisation(folder, mspId, node)]));
  return { folder, organisations, clients: new Map() };
}

/** A ledger that is written by hand with real certificates: everything is signed, and nothing is checked. */
export class ForgedLedger {
  readonly blocks: Uint8Array[];
  private lastBlockHash: Uint8Array;
  private lastConfig: number;

  private constructor(
    private readonly issued: Organisations,
    private config: common.Config,
    private readonly state = new ForgedState(),
    before?: ForgedLedger,
  ) {
    this.blocks = [...(before?.blocks ?? [])];
    this.lastBlockHash = before?.lastBlockHash ?? new Uint8Array();
    this.lastConfig = before?.lastConfig ?? 0;
  }

  /** Makes a ledger with a channel configuration and the definition of the chaincode `databund`. */
  static async begin(organisations = (usual ??= issueOrganisations())): Promise<ForgedLedger> {
    const issued = await organisations;
    const genesis = makeGenesis(issued);
    const forged = new ForgedLedger(issued, readConfig(genesis));
    forged.append([genesis]);
    forged.define(rulesVersion, 1);
    return forged;
  }

  /** Returns the root certificates by MSP id, as an auditor pins them. */
  get pinnedRoots(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries([...this.issued.organisations].map(([mspId, { rootCertificate }]) => [mspId, [rootCertificate.toString()]]));
  }

  /** Returns an organisation's peer, or the orderer. */
  findNode(mspId: string): Signer {
    return this.issued.organisations.get(mspId)!.node;
  }

  /** Returns a ledger that goes on from here by itself. */
  fork(): ForgedLedger {
    return new ForgedLedger(this.issued, this.config, this.state.fork(), this);
  }

  /** Returns an organisation's administrator. */
  findAdministrator(mspId: string): Signer {
    return this.issued.organisations.get(mspId)!.administrator;
  }

  /** Issues a client of an organisation, once unless its validity is another. */
  makeClient(mspId: string, participantId: string, validity?: Validity): Promise<Signer> {
    if (validity) return this.issueClient(mspId, participantId, validity);
    const name = `${mspId} ${participantId}`;
    const client = this.issued.clients.get(name) ?? this.issueClient(mspId, participantId);
    this.issued.clients.set(name, client);
    return client;
  }

  private async issueClient(mspId: string, participantId: string, validity?: Validity): Promise<Signer> {
    const { certificate, key } = await issueParticipant(join(this.issued.folder, mspId), participantId, validity);
    const privateKey = createPrivateKey(key);
    return { serialized: serializeIdentity(mspId, Buffer.from(certificate)), sign: (message) => signMessage(privateKey, message) };
  }

  /** Appends a block with these envelopes, which are all flagged valid by default. */
  append(data: readonly Uint8Array[], { flags = data.map(() => 0), signer = this.findNode('OrdererMSP') } = {}): void {
    const number = this.blocks.length;
    const { lastConfig, lastBlockHash: previousHash } = this;
    const codes = Uint8Array.from(flags);
    const commitHash = this.state.apply(number, data, codes);
    const { bytes, headerHash } = signBlock({ number, previousHash, data, flags: codes, commitHash, lastConfig }, signer);
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

  /** Appends a block with the definition of the chaincode `databund`. */
  define(version: string, sequence: number): void {
    const policy = new peer.ApplicationPolicy();
    policy.setSignaturePolicy(encodeSignaturePolicy(toPolicyRule({ all: ['ExchangeMSP'], any: 1 }, peerOrganisations)));
    const definition = {
      name: 'databund',
      version,
      sequence,
      initRequired: false,
      endorsementPolicy: policy.serializeBinary(),
      collections: [],
    };
    const { administrator } = this.issued.organisations.get('ExchangeMSP')!;
    const endorsers = peerOrganisations.map((mspId) => this.findNode(mspId));
    this.append([encodeDefinitionTransaction(definition, { channelId, administrator, endorsers, now: Date.now() })]);
  }
}

function makeGenesis({ organisations }: Organisations): Uint8Array {
  const endpoint = { host: '127.0.0.1', port: 1 };
  const describeOrganisation = (mspId: string) => ({ ...organisations.get(mspId)!, endpoint });
  return encodeGenesisEnvelope({
    channelId,
    organisations: peerOrganisations.map(describeOrganisation),
    orderer: describeOrganisation('OrdererMSP'),
    batch: { maxMessageCount: 500, absoluteMaxBytes: 1e7, preferredMaxBytes: 2e6, timeout: '2s' },
    now: Date.now(),
  });
}
