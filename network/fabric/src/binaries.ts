import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { FabricNetworkError } from './errors';

const names = ['peer', 'orderer', 'configtxgen', 'osnadmin'] as const;
type ProgramName = (typeof names)[number];

/** Paths of Fabric's programs. */
export type Binaries = Readonly<Record<ProgramName, string>>;

/** Finds Fabric's programs in a folder or, if none is given, on a search path such as PATH. @throws FABRIC_BIN_MISSING naming the missing programs */
export function findBinaries(folder: string | undefined, searchPath: string): Binaries {
  const folders = folder === undefined ? searchPath.split(delimiter) : [folder];
  const find = (name: ProgramName) => folders.map((each) => join(each, name)).find(isProgram);
  const missing = names.filter((name) => find(name) === undefined);
  if (missing.length > 0) {
    const place = folder ?? 'PATH';
    const remedy = 'set FABRIC_BIN to the bin folder of a Fabric 3.x release';
    throw new FabricNetworkError('FABRIC_BIN_MISSING', `FABRIC_BIN_MISSING: no ${missing.join(', ')} in ${place}; ${remedy}`);
  }
  const locate = (name: ProgramName) => find(name) ?? name;
  return { peer: locate('peer'), orderer: locate('orderer'), configtxgen: locate('configtxgen'), osnadmin: locate('osnadmin') };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
