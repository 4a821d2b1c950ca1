import { accessSync, constants, existsSync, statSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isPortFree } from '@databund/devnet';
import { FabricNetworkError, findBinaries } from '@databund/fabric-network';
import { gatewayPortOf } from './gateway-port';
import { readExchangeTopology } from './exchange-topology';
import { holderOf } from './taken-ports';

/** One thing that a command needs: whether it is there, and what to do where it is not. */
interface Finding {
  readonly needs: string;
  readonly isThere: boolean;
  readonly for: string;
  readonly fix: string;
  /** Without it only the command named cannot be run. */
  readonly isOptional?: boolean;
}

const leastFreeBytes = 1024 * 1024 * 1024;

/** Says what this machine lacks, for which command, and the fix. Exit code 1 where a command of every day cannot run. */
async function main(): Promise<void> {
  const findings = [nodeVersion(), dataFolder(), ...(await ports()), fabric()];
  for (const { isThere, needs, for: command, fix, isOptional } of findings) {
    const sign = isThere ? 'ok     ' : isOptional === true ? 'absent ' : 'MISSING';
    process.stdout.write(`${sign} ${needs}${isThere ? '' : ` (for ${command}): ${fix}`}\n`);
  }
  process.exitCode = findings.every(({ isThere, isOptional }) => isThere || isOptional === true) ? 0 : 1;
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return {
    needs: `Node 20.19 or newer; this is ${process.versions.node}`,
    isThere: major > 20 || (major === 20 && minor >= 19),
    for: 'everything',
    fix: 'install a newer Node',
  };
}

function dataFolder(): Finding {
  const folder = resolve(process.env['DATABUND_DATA'] ?? '.databund');
  const parent = nearestExisting(folder);
  const isThere = isWritableFolder(parent) && freeBytes(parent) > leastFreeBytes;
  return {
    needs: `a writable data folder with 1 GiB free: ${folder}`,
    isThere,
    for: 'npm start',
    fix: 'set DATABUND_DATA to another folder',
  };
}

/** The folder itself, or the one in which it would be made. */
function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

function isWritableFolder(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

async function ports(): Promise<readonly Finding[]> {
  const { orderer, organisations, chaincode } = readExchangeTopology();
  const gateway = gatewayPortOf(process.env);
  const needed = [gateway, orderer.port, ...organisations.map(({ peerPort }) => peerPort), chaincode.port];
  return Promise.all(
    needed.map(async (port) => {
      const isThere = await isPortFree(port);
      const holder = isThere ? undefined : holderOf(port);
      const fix = port === gateway ? 'set DATABUND_PORT' : 'npm start -- --port-base N';
      return {
        needs: `port ${String(port)} free${holder === undefined ? '' : `; it is held by ${holder}`}`,
        isThere,
        for: 'npm start',
        fix,
      };
    }),
  );
}

function fabric(): Finding {
  const about = { for: 'npm run start:fabric and test:fabric', isOptional: true };
  try {
    findBinaries(process.env['FABRIC_BIN'], process.env['PATH'] ?? '');
    return { ...about, needs: 'Fabric’s programs', isThere: true, fix: '' };
  } catch (error) {
    if (!(error instanceof FabricNetworkError)) throw error;
    return { ...about, needs: 'Fabric’s programs', isThere: false, fix: 'set FABRIC_BIN to the bin folder of a Fabric 3.x release' };
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
