import { Type } from '@sinclair/typebox';
import { historyTypes, readPinnedRoots } from '@databund/audit';
import {
  parseCheckpoint,
  readPins,
  readRootFolder,
  VerifierError,
  type Checkpoint,
  type NetworkPins,
  type PinnedRoots,
} from '@databund/ledger-verifier';
import { listErrors } from '@databund/model';
import { parseJson, readText, requireFolder } from './local-paths';
import { UsageError } from './usage-error';

/** The options of `databund verify`. */
export interface VerifyOptions {
  readonly blocks?: string;
  readonly save?: string;
  readonly connection?: string;
  readonly roots?: string;
  readonly policies?: string;
  readonly checkpoint?: string;
  readonly expectHeight?: string;
  readonly cosigners?: string;
  readonly secrets?: string;
  readonly printNetwork?: boolean;
  readonly resume?: string;
  readonly history?: string;
}

/** Facts that the options give the verification to trust. */
export interface Given {
  readonly pinnedRoots?: PinnedRoots;
  readonly pins?: NetworkPins;
  readonly checkpoint?: Checkpoint;
  readonly height?: number;
  readonly secrets?: readonly string[];
}

const Rooted = Type.Object({ rootCerts: Type.Array(Type.String()) });
const Connection = Type.Object({
  organisations: Type.Record(Type.String(), Rooted),
  orderer: Type.Composite([Rooted, Type.Object({ mspId: Type.String() })]),
});

/** Reads what the options name. @throws UsageError OPTIONS_CONFLICT, OPTION_INVALID, FOLDER_INVALID, FILE_MISSING, JSON_INVALID */
export function readGiven({ connection, roots, policies, checkpoint, expectHeight, secrets }: VerifyOptions): Given {
  requireOne({ connection, roots });
  const pinnedRoots = connection === undefined ? roots && readRoots(roots) : readConnection(connection);
  return {
    ...(pinnedRoots && { pinnedRoots }),
    ...(policies !== undefined && { pins: readPolicies(policies) }),
    ...(checkpoint !== undefined && { checkpoint: readCheckpoint(checkpoint) }),
    ...(expectHeight !== undefined && { height: readHeight(expectHeight) }),
    ...(secrets !== undefined && { secrets: readSecrets(secrets) }),
  };
}

/** Reads the types of records whose history is wanted; all of them if `all` is given. @throws UsageError OPTION_INVALID */
export function readHistoryTypes(text: string): readonly string[] {
  const types = text === 'all' ? historyTypes : text.split(',');
  const known: readonly string[] = historyTypes;
  const unknown = types.find((type) => !known.includes(type));
  if (unknown === undefined) return types;
  throw new UsageError('OPTION_INVALID', `--history: "${unknown}" is not one of ${historyTypes.join(', ')}, all`);
}

/** Rejects more than one of these options. @throws UsageError OPTIONS_CONFLICT */
export function requireOne(options: Readonly<Record<string, unknown>>): void {
  const given = Object.keys(options).filter((name) => options[name] !== undefined);
  if (given.length > 1) throw new UsageError('OPTIONS_CONFLICT', `--${given.join(' and --')}: give one of them`);
}

/** Reads a folder of root certificates, a file `<MSP id>.pem` for each organisation. */
function readRoots(folder: string): PinnedRoots {
  return readOrReject('FOLDER_INVALID', () => readRootFolder(requireFolder(folder)));
}

/** Reads the root certificates that a connection profile names. */
function readConnection(path: string): PinnedRoots {
  const [error] = listErrors(Connection, parseJson(readText(path), `${path} is not a connection.json: it is not JSON`));
  if (error) throw new UsageError('JSON_INVALID', `${path} is not a connection.json: ${error.path} ${error.reason}`);
  try {
    return readPinnedRoots(path);
  } catch {
    throw new UsageError('FILE_MISSING', `${path} names certificates that cannot be read`);
  }
}

function readPolicies(path: string): NetworkPins {
  const value = parseJson(readText(path), `${path} is not what --print-network prints: it is not JSON`);
  return readOrReject('JSON_INVALID', () => readPins(value));
}

function readCheckpoint(text: string): Checkpoint {
  return readOrReject('OPTION_INVALID', () => parseCheckpoint(text));
}

function readHeight(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new UsageError('OPTION_INVALID', `--expect-height: "${text}" is not a number of blocks`);
}

/** Reads a secret from each line that is not empty. */
function readSecrets(path: string): readonly string[] {
  return readText(path)
    .split(/\r?\n/)
    .filter((line) => line !== '');
}

function readOrReject<T>(code: 'FOLDER_INVALID' | 'JSON_INVALID' | 'OPTION_INVALID', read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof VerifierError ? new UsageError(code, error.message) : error;
  }
}
