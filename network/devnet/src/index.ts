export { writeConnectionProfile, type ConnectionProfile, type ProfileContent } from './connection-profile';
export { Devnet, devnet } from './devnet';
export { DevnetError, type DevnetErrorCode } from './errors';
export { checkPortsFree, isListening, isPortFree } from './free-port';
export {
  issueClient,
  issueOrganisation,
  locateClient,
  type ClientNames,
  type Issued,
  type OrganisationNames,
  type Validity,
} from './msp/issuer';
export type { ChaincodeChoice, Network, NetworkOptions, NetworkRanges, RunningNetwork } from './network';
export { parseNetworkFlags } from './network-flags';
export { channelAcls, observerUnit } from './orderer/channel-rights';
export { restrictReaders } from './orderer/restrict-readers';
export { encodeSignaturePolicy, toPolicyRule, type PolicyRole, type PolicyRule, type RoleRule } from './orderer/signature-policy';
export { advertisedHost, computePorts, host, type Ports } from './ports';
export { runNetwork } from './run-network';
export { defaultTopologyPath, parsePortBase, parseTopology, readTopology } from './topology';
export type { EndorsementRule, Organisation, Topology } from './topology';
export { parseWholeNumber, type NumberRange } from './whole-number';
