import { resolve } from 'node:path';
import { Command } from 'commander';
import { DevnetError } from './errors';
import type { Network, NetworkOptions } from './network';
import { parsePortBase, readTopology, type Topology } from './topology';
import { parseWholeNumber, type NumberRange } from './whole-number';

interface Flags {
  readonly data: string;
  readonly topology?: string;
  readonly portBase?: string;
  readonly chaincode?: string;
  readonly chaincodeAddress?: string;
  readonly chaincodeAddressOf?: Readonly<Record<string, string>>;
  readonly maxMessageCount?: number;
  readonly batchTimeout?: number;
  readonly executeTimeout?: number;
}

/** Parses the command line of a network. @throws DevnetError naming the flag, its value and what was expected */
export function parseNetworkFlags(
  { name, description, ranges }: Network,
  args: readonly string[],
): { readonly topology: Topology; readonly options: NetworkOptions } {
  const command = new Command(name)
    .description(description)
    .option('--data <folder>', 'folder for connection.json and all state of the network', '.fabric-network')
    .option('--topology <file>', 'topology file (default: Org1MSP and Org2MSP on mychannel)')
    .option('--port-base <port>', "the orderer's port; all other ports shift with it")
    .option('--chaincode <name>', "chaincode to run instead of the topology's")
    .option('--chaincode-address <host:port>', 'address of the chaincode server', parseAddress)
    .option('--chaincode-address-of <mspId=host:port>', "chaincode server of one organisation's peer; repeatable", addAddress)
    .option('--max-message-count <n>', 'most transactions in one block', parseIn('--max-message-count', ranges.maxMessageCount))
    .option('--batch-timeout <ms>', 'how long a block collects transactions', parseIn('--batch-timeout', ranges.batchTimeoutMs))
    .option('--execute-timeout <ms>', 'how long the chaincode may take', parseIn('--execute-timeout', ranges.executeTimeoutMs))
    .parse(args, { from: 'user' });
  const flags = command.opts<Flags>();
  const topology = readTopology(flags.topology);
  return { topology, options: toOptions(flags, topology) };
}

function toOptions(flags: Flags, topology: Topology): NetworkOptions {
  return {
    dataFolder: resolve(flags.data),
    portBase: flags.portBase === undefined ? undefined : parsePortBase(flags.portBase, topology),
    maxMessageCount: flags.maxMessageCount,
    batchTimeoutMs: flags.batchTimeout,
    executeTimeoutMs: flags.executeTimeout,
    chaincode: {
      ...(flags.chaincode !== undefined && { name: flags.chaincode }),
      ...(flags.chaincodeAddress !== undefined && { address: flags.chaincodeAddress }),
      addressOf: flags.chaincodeAddressOf,
    },
  };
}

function parseIn(flag: string, range: NumberRange): (text: string) => number {
  return (text) => parseWholeNumber(flag, text, range);
}

function parseAddress(text: string): string {
  if (/^[^=]+:\d+$/.test(text)) return text;
  throw new DevnetError('ADDRESS_INVALID', `--chaincode-address is "${text}": expected host:port.`);
}

function addAddress(text: string, others: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, mspId, address] = /^([^=]+)=([^=]+:\d+)$/.exec(text) ?? [];
  if (mspId === undefined || address === undefined)
    throw new DevnetError('ADDRESS_INVALID', `--chaincode-address-of is "${text}": expected an MSP id, =, and host:port.`);
  return { ...others, [mspId]: address };
}
