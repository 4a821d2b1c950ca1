import { accessSync, constants, existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { FabricBinMissing, findBinaries } from '../fabric/src/binaries';
import { readTopology } from '../topology';

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
  const base = existsSync(folder) ? folder : resolve(folder, '..');
  const { bavail, bsize } = statfsSync(base);
  const isThere = isWritable(base) && bavail * bsize > leastFreeBytes;
  return {
    needs: `a writable data folder with 1 GiB free: ${folder}`,
    isThere,
    for: 'npm start',
    fix: 'set DATABUND_DATA to another folder',
  };
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function ports(): Promise<readonly Finding[]> {
  const { orderer, organisations, chaincode } = readTopology();
  const gateway = Number(process.env['DATABUND_PORT'] ?? '3000');
  const needed = [gateway, orderer.port, ...organisations.map(({ peerPort }) => peerPort), chaincode.port];
  return Promise.all(
    needed.map(async (port) => {
      const isThere = await isFree(port);
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
    if (!(error instanceof FabricBinMissing)) throw error;
    return { ...about, needs: 'Fabric’s programs', isThere: false, fix: 'set FABRIC_BIN to the bin folder of a Fabric 3.x release' };
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}

/** Which process listens on a port: on Linux the kernel’s tables say it, elsewhere nothing does. */
function holderOf(port: number): string | undefined {
  const inode = inodeOf(port);
  if (inode === undefined) return undefined;
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && holds(name, inode));
  return pid === undefined ? undefined : `process ${pid} (${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()})`;
}

function inodeOf(port: number): string | undefined {
  if (!existsSync('/proc/net/tcp')) return undefined;
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  return rows.find(([, address, , state]) => address?.endsWith(local) === true && state === '0A')?.[9];
}

function holds(pid: string, inode: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`);
  } catch {
    return false; // Another user’s process, or one that has just ended.
  }
}

void main();
