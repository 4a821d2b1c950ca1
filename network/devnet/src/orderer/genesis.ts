import { randomBytes } from 'node:crypto';
import { common, msp, orderer, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { computeTxId } from '../proto/transaction';
import { channelAcls, makeReadersRule } from './channel-rights';
import { encodeConfigGroup, type GroupContent, type GroupPolicy } from './config-group';
import { requireAnyRole } from './signature-policy';

/** An organisation in the channel's configuration. */
export interface OrganisationConfig {
  readonly mspId: string;
  /** PEM. */
  readonly rootCertificate: Buffer;
  /** PEM. */
  readonly tlsRootCertificate: Buffer;
  /** Address of its peer or of the orderer. */
  readonly endpoint: { readonly host: string; readonly port: number };
}

/** Content of a channel's first configuration. */
export interface GenesisOptions {
  readonly channelId: string;
  readonly organisations: readonly OrganisationConfig[];
  readonly orderer: OrganisationConfig;
  readonly batch: {
    readonly maxMessageCount: number;
    readonly absoluteMaxBytes: number;
    readonly preferredMaxBytes: number;
    readonly timeout: string;
  };
  readonly now: number;
}

/** Encodes PB(Envelope) of the channel's first configuration: the data of block 0, unsigned as configtxgen writes it. */
export function encodeGenesisEnvelope(options: GenesisOptions): Uint8Array {
  const config = new common.Config();
  config.setChannelGroup(encodeConfigGroup(describeChannel(options)));
  const data = new common.ConfigEnvelope();
  data.setConfig(config);
  const payload = new common.Payload();
  payload.setHeader(encodeGenesisHeader(options));
  payload.setData(data.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return envelope.serializeBinary();
}

function encodeGenesisHeader({ channelId, now }: GenesisOptions): common.Header {
  const nonce = randomBytes(24);
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setNonce(nonce);
  const timestamp = new Timestamp();
  timestamp.setSeconds(Math.floor(now / 1000));
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.CONFIG);
  channelHeader.setVersion(1);
  channelHeader.setTimestamp(timestamp);
  channelHeader.setChannelId(channelId);
  channelHeader.setTxId(computeTxId(nonce, new Uint8Array()));
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  return header;
}

const metaPolicies: Readonly<Record<'Readers' | 'Writers' | 'Admins', GroupPolicy>> = {
  Readers: { meta: 'ANY', subPolicy: 'Readers' },
  Writers: { meta: 'ANY', subPolicy: 'Writers' },
  Admins: { meta: 'MAJORITY', subPolicy: 'Admins' },
};

function describeChannel(options: GenesisOptions): GroupContent {
  const hashing = new common.HashingAlgorithm();
  hashing.setName('SHA256');
  const structure = new common.BlockDataHashingStructure();
  structure.setWidth(2 ** 32 - 1);
  return {
    groups: new Map([
      ['Application', describeApplication(options)],
      ['Orderer', describeOrderer(options)],
    ]),
    values: { HashingAlgorithm: hashing, BlockDataHashingStructure: structure, Capabilities: encodeCapabilities('V2_0') },
    policies: metaPolicies,
  };
}

function describeApplication({ organisations }: GenesisOptions): GroupContent {
  return {
    groups: new Map(organisations.map((one) => [one.mspId, describePeerOrganisation(one)])),
    values: { Capabilities: encodeCapabilities('V2_5'), ACLs: encodeAcls() },
    policies: {
      ...metaPolicies,
      Endorsement: { meta: 'MAJORITY', subPolicy: 'Endorsement' },
      LifecycleEndorsement: { meta: 'MAJORITY', subPolicy: 'Endorsement' },
    },
  };
}

function describePeerOrganisation(organisation: OrganisationConfig): GroupContent {
  const { mspId, rootCertificate, endpoint } = organisation;
  const anchor = new peer.AnchorPeer();
  anchor.setHost(endpoint.host);
  anchor.setPort(endpoint.port);
  const anchors = new peer.AnchorPeers();
  anchors.setAnchorPeersList([anchor]);
  return {
    values: { MSP: encodeMspConfig(organisation), AnchorPeers: anchors },
    policies: {
      Readers: makeReadersRule(mspId, [rootCertificate]),
      Writers: requireAnyRole(mspId, 'ADMIN', 'CLIENT'),
      Admins: requireAnyRole(mspId, 'ADMIN'),
      Endorsement: requireAnyRole(mspId, 'PEER'),
    },
  };
}

function describeOrderer({ orderer: organisation, batch }: GenesisOptions): GroupContent {
  const type = new orderer.ConsensusType();
  type.setType('solo');
  const size = new orderer.BatchSize();
  size.setMaxMessageCount(batch.maxMessageCount);
  size.setAbsoluteMaxBytes(batch.absoluteMaxBytes);
  size.setPreferredMaxBytes(batch.preferredMaxBytes);
  const timeout = new orderer.BatchTimeout();
  timeout.setTimeout(batch.timeout);
  return {
    groups: new Map([[organisation.mspId, describeOrdererOrganisation(organisation)]]),
    values: {
      ConsensusType: type,
      BatchSize: size,
      BatchTimeout: timeout,
      ChannelRestrictions: new orderer.ChannelRestrictions(),
      Capabilities: encodeCapabilities('V2_0'),
    },
    policies: { ...metaPolicies, BlockValidation: { meta: 'ANY', subPolicy: 'Writers' } },
  };
}

function describeOrdererOrganisation(organisation: OrganisationConfig): GroupContent {
  const { mspId, endpoint } = organisation;
  const addresses = new common.OrdererAddresses();
  addresses.setAddressesList([`${endpoint.host}:${endpoint.port}`]);
  return {
    values: { MSP: encodeMspConfig(organisation), Endpoints: addresses },
    policies: {
      Readers: requireAnyRole(mspId, 'ORDERER', 'ADMIN'),
      Writers: requireAnyRole(mspId, 'ORDERER', 'ADMIN'),
      Admins: requireAnyRole(mspId, 'ADMIN'),
    },
  };
}

function encodeMspConfig({ mspId, rootCertificate, tlsRootCertificate }: OrganisationConfig): msp.MSPConfig {
  const crypto = new msp.FabricCryptoConfig();
  crypto.setSignatureHashFamily('SHA2');
  crypto.setIdentityIdentifierHashFunction('SHA256');
  const units = new msp.FabricNodeOUs();
  units.setEnable(true);
  units.setClientOuIdentifier(encodeUnit('client', rootCertificate));
  units.setPeerOuIdentifier(encodeUnit('peer', rootCertificate));
  units.setAdminOuIdentifier(encodeUnit('admin', rootCertificate));
  units.setOrdererOuIdentifier(encodeUnit('orderer', rootCertificate));
  const fabric = new msp.FabricMSPConfig();
  fabric.setName(mspId);
  fabric.setRootCertsList([rootCertificate]);
  fabric.setTlsRootCertsList([tlsRootCertificate]);
  fabric.setCryptoConfig(crypto);
  fabric.setFabricNodeOus(units);
  const config = new msp.MSPConfig();
  config.setType(0);
  config.setConfig(fabric.serializeBinary());
  return config;
}

function encodeUnit(name: string, certificate: Buffer): msp.FabricOUIdentifier {
  const identifier = new msp.FabricOUIdentifier();
  identifier.setCertificate(certificate);
  identifier.setOrganizationalUnitIdentifier(name);
  return identifier;
}

function encodeCapabilities(version: string): common.Capabilities {
  const value = new common.Capabilities();
  value.getCapabilitiesMap().set(version, new common.Capability());
  return value;
}

function encodeAcls(): peer.ACLs {
  const list = new peer.ACLs();
  for (const [resource, path] of Object.entries(channelAcls)) {
    const entry = new peer.APIResource();
    entry.setPolicyRef(path);
    list.getAclsMap().set(resource, entry);
  }
  return list;
}
