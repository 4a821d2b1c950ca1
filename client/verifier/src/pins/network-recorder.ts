import type { ChannelConfig } from '../blocks/channel-config';
import type { Findings } from '../report';
import type { ReplayedState } from '../state/replayed-state';
import { findDifference } from './find-difference';
import {
  describeConfiguration,
  describeDefinition,
  type ConfigurationDescription,
  type DefinitionDescription,
  type NetworkDescription,
} from './network';

/** Parts of a network that are pinned; what is absent is believed. */
export type NetworkPins = Partial<NetworkDescription>;

/** Records what a ledger says about its network, and compares it with what is pinned. */
export class NetworkRecorder {
  private readonly configurations: ConfigurationDescription[] = [];
  private readonly chaincodes = new Map<string, DefinitionDescription[]>();
  private channel = '';
  private genesis = '';

  constructor(
    private readonly pins: NetworkPins,
    private readonly findings: Findings,
  ) {}

  /** Records the header hash of block 0. */
  recordGenesis(hash: string): void {
    this.genesis = hash;
    this.compare(0, 'genesis', hash, this.pins.genesis);
  }

  /** Records a configuration that has come into force. */
  recordConfiguration(config: ChannelConfig, block: number): void {
    const found = describeConfiguration(config);
    this.channel = config.channel;
    this.compare(block, 'channel', config.channel, this.pins.channel);
    const { configurations } = this.pins;
    const pinned = configurations?.find(({ sequence }) => sequence === found.sequence);
    if (configurations) this.compare(block, `configuration ${String(found.sequence)}`, found, pinned ?? 'no such configuration');
    this.configurations.push(found);
  }

  /** Records the definitions that a block's transactions changed. */
  recordDefinitions(
    changed: ReadonlySet<string>,
    state: ReplayedState,
    { config, block }: { readonly config: ChannelConfig; readonly block: number },
  ): void {
    for (const chaincode of changed) {
      const definition = state.findDefinition(chaincode);
      if (!definition) continue;
      const found = describeDefinition(definition, config.policies);
      const { chaincodes } = this.pins;
      const pinned = chaincodes?.[chaincode]?.find(({ sequence }) => sequence === found.sequence);
      if (chaincodes) this.compare(block, `chaincode ${chaincode} ${String(found.sequence)}`, found, pinned ?? 'no such definition');
      this.chaincodes.set(chaincode, [...(this.chaincodes.get(chaincode) ?? []), found]);
    }
  }

  /** Returns what was recorded. */
  getDescription(): NetworkDescription {
    const { channel, genesis, configurations, chaincodes } = this;
    return { channel, genesis, configurations, chaincodes: Object.fromEntries(chaincodes) };
  }

  private compare(block: number, name: string, found: unknown, pinned: unknown): void {
    const difference = pinned === undefined ? undefined : findDifference(found, pinned, name);
    if (difference !== undefined) this.findings.report({ code: 'NETWORK_NOT_PINNED', block, details: difference });
  }
}
