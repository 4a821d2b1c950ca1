import { accessSync, constants, existsSync, statSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { isPortFree } from '@databund/devnet/internal/free-port';
import { findBinaries } from '@databund/fabric-network/internal/binaries';
import { FabricNetworkError } from '@databund/fabric-network/internal/errors';
import { readExchangeTopology } from './exchange-topology';
import { readGatewayPort } from './gateway-port';
import { describeNode } from './node-version';
import { findPortHolder } from './port-holder';
import { printLine, runIfMain } from './run-command';

/** Something that a command needs, and how to get it if it is missing. */
interface Finding {
  readonly need: string;
  readonly isMet: boolean;
  readonly command: string;
  readonly remedy: string;
  /** Only the named command needs it. */
  readonly isOptional?: boolean;
}

const minFreeBytes = 1024 * 1024 * 1024;

/** The command `doctor`: prints what this machine lacks, for which command, and the remedy. Exits with 1 if `start` cannot run. */
export function makeDoctorCommand(): Command {
  return new Command('doctor')
    .description('check what this machine lacks to run an exchange')
    .addHelpText('after', '\nExample:\n  npm run doctor')
    .action(checkMachine);
}

async function checkMachine(): Promise<void> {
  const findings = [checkNode(), checkDataFolder(), ...(await checkPorts()), checkFabric()];
  for (const { isMet, need, command, remedy, isOptional } of findings) {
    const sign = isMet ? 'ok     ' : isOptional === true ? 'absent ' : 'MISSING';
    printLine(`${sign} ${need}${isMet ? '' : ` (needed for ${command}): ${remedy}`}`);
  }
  process.exitCode = findings.every(({ isMet, isOptional }) => isMet || isOptional === true) ? 0 : 1;
}

function checkNode(): Finding {
  const { isSupported, advice } = describeNode(process.versions.node);
  return { need: `Node ${process.versions.node}; ${advice}`, isMet: isSupported, command: 'all commands', remedy: 'install Node 24' };
}

function checkDataFolder(): Finding {
  const folder = resolve(process.env['DATABUND_DATA'] ?? '.databund');
  const parent = findExisting(folder);
  return {
    need: `a writable data folder with 1 GiB free: ${folder}`,
    isMet: isWritableFolder(parent) && countFreeBytes(parent) > minFreeBytes,
    command: 'npm start',
    remedy: 'set DATABUND_DATA to another folder',
  };
}

/** The folder itself, or the nearest one above it that exists. */
function findExisting(path: string): string {
  return existsSync(path) ? path : findExisting(dirname(path));
}

function isWritableFolder(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function countFreeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

async function checkPorts(): Promise<readonly Finding[]> {
  const { orderer, organisations, chaincode } = readExchangeTopology();
  const gateway = readGatewayPort(process.env);
  const needed = [gateway, orderer.port, ...organisations.map(({ peerPort }) => peerPort), chaincode.port];
  return Promise.all(needed.map((port) => checkPort(port, port === gateway ? 'set DATABUND_PORT' : 'npm start -- --port-base <port>')));
}

async function checkPort(port: number, remedy: string): Promise<Finding> {
  const isMet = await isPortFree(port);
  const holder = isMet ? undefined : findPortHolder(port);
  return { need: `port ${String(port)} is free${holder === undefined ? '' : `; ${holder} holds it`}`, isMet, command: 'npm start', remedy };
}

function checkFabric(): Finding {
  const about = { need: "Fabric's programs", command: 'npm run start:fabric and npm run test:fabric', isOptional: true };
  try {
    findBinaries(process.env['FABRIC_BIN'], process.env['PATH'] ?? '');
    return { ...about, isMet: true, remedy: '' };
  } catch (error) {
    if (!(error instanceof FabricNetworkError)) throw error;
    return { ...about, isMet: false, remedy: 'set FABRIC_BIN to the bin folder of a Fabric 3.x release' };
  }
}

runIfMain(module, makeDoctorCommand);
