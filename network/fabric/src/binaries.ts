import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['peer', 'orderer', 'configtxgen', 'osnadmin'] as const;

/** Where Fabric’s own programs are. */
export type Binaries = Readonly<Record<(typeof names)[number], string>>;

/** Fabric’s programs are not on this machine. Exit code 3. */
export class FabricBinMissing extends Error {
  override readonly name = 'FabricBinMissing';
  readonly code = 'FABRIC_BIN_MISSING';
  readonly exitCode = 3;
}

/** Finds Fabric’s programs in the folder given, else in the folders of a search path. @throws FabricBinMissing naming what is not there */
export function findBinaries(folder: string | undefined, searchPath: string): Binaries {
  const folders = folder === undefined ? searchPath.split(delimiter) : [folder];
  const found = names.map((name) => [name, folders.map((each) => join(each, name)).find(isProgram)] as const);
  const missing = found.filter(([, path]) => path === undefined).map(([name]) => name);
  if (missing.length > 0) {
    const where = folder ?? 'PATH';
    throw new FabricBinMissing(
      `FABRIC_BIN_MISSING: no ${missing.join(', ')} in ${where}; set FABRIC_BIN to the bin folder of a Fabric 3.x release`,
    );
  }
  return Object.fromEntries(found) as Binaries;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
