import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { chmod, copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Type } from '@sinclair/typebox';
import { hashOfFile } from '@databund/client';
import type { GatewayConfig } from '../config';
import { GatewayError } from '../gateway-error';
import { isValid } from '../http/validation';
import { readSecret, writePrivate } from '../identity/secret-file';
import { listCertificates } from '../ledger/connection-profile';
import { readNamedJson } from '../named-file';
import { openDatabase } from '../read-model/sqlite-drivers';

const manifestName = 'backup.json';
const keyName = 'wallet.key';
/** Rows follow from the blocks: a restored gateway reads them again. */
const left = ['read-model'];

const Manifest = Type.Object({ format: Type.Literal(1), files: Type.Record(Type.String(), Type.String()) });

/** A backup, as its command prints it. */
export interface BackupReport {
  readonly files: number;
  readonly warning?: string;
}

/** Copies everything that a gateway cannot make again into a new folder, the key of the wallet included; it may run meanwhile. @throws FILE_INVALID */
export async function backUp(config: GatewayConfig, to: string): Promise<BackupReport> {
  if (existsSync(to)) throw new GatewayError('FILE_INVALID', `${to} exists already. Name a folder that does not.`);
  const part = `${to}.part`;
  await rm(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true, mode: 0o700 });
  const home = join(config.data, 'gateway');
  const own = listFiles(home)
    .filter((name) => !left.includes(name.split('/')[0] ?? ''))
    .map((name) => `gateway/${name}`);
  const files: Record<string, string> = {};
  for (const name of [...own, ...listNetworkFiles(config.data)]) {
    await copyFileOf(join(config.data, name), join(part, name));
    files[name] = await hashOfFile(join(part, name));
  }
  writePrivate(join(part, keyName), `${readKey(config)}\n`);
  files[keyName] = await hashOfFile(join(part, keyName));
  await writeFile(join(part, manifestName), JSON.stringify({ format: 1, files }), { mode: 0o600 });
  await rename(part, to);
  const warning = `${join(to, keyName)} opens the wallet: with this folder one can act as its participants. Keep it apart, or encrypt it.`;
  return { files: Object.keys(files).length, warning };
}

/** Copies a backup into the data folder of a gateway that has none of its own files. The key goes to its file. @throws FILE_INVALID, BACKUP_DAMAGED */
export async function restore(config: GatewayConfig, from: string): Promise<BackupReport> {
  const manifest = readNamedJson('backup', join(from, manifestName));
  if (!isValid(Manifest, manifest)) throw new GatewayError('BACKUP_DAMAGED', `${from} is no backup of this version.`);
  if (existsSync(join(config.data, 'gateway')))
    throw new GatewayError(
      'FILE_INVALID',
      `${join(config.data, 'gateway')} exists already. Set DATABUND_DATA to another folder, or move it away.`,
    );
  const files = Object.entries(manifest.files);
  for (const [name, hash] of files) {
    const isInside = !name.split('/').includes('..') && existsSync(join(from, name));
    if (isInside && (await hashOfFile(join(from, name))) === hash) continue;
    throw new GatewayError('BACKUP_DAMAGED', `${name} in ${from} is missing, or is not the file that was backed up.`);
  }
  await restoreKey(config, join(from, keyName));
  for (const [name] of files)
    if (name !== keyName && !existsSync(join(config.data, name))) await copyWhole(join(from, name), join(config.data, name));
  return { files: files.length };
}

/** Puts the key where the configuration expects it. @throws SECRET_INVALID if another one is there */
async function restoreKey({ walletKey }: GatewayConfig, path: string): Promise<void> {
  const key = (await readFile(path, 'utf8')).trim();
  const has =
    'hex' in walletKey ? walletKey.hex.toLowerCase() : existsSync(walletKey.file) && (await readFile(walletKey.file, 'utf8')).trim();
  if (has === key) return;
  if ('hex' in walletKey || has !== false) {
    const place = 'hex' in walletKey ? 'DATABUND_WALLET_KEY' : walletKey.file;
    throw new GatewayError(
      'SECRET_INVALID',
      `${place} is another wallet key than that of the backup. Set DATABUND_WALLET_KEY to the one in ${path}.`,
    );
  }
  writePrivate(walletKey.file, `${key}\n`);
}

function readKey({ walletKey }: GatewayConfig): string {
  return 'hex' in walletKey ? walletKey.hex.toLowerCase() : readSecret(walletKey.file).toString('hex');
}

/** Lists the connection profile and the certificates in the data folder that it names. */
function listNetworkFiles(data: string): readonly string[] {
  const named = listCertificates(join(data, 'connection.json')).map((path) => relative(data, join(data, path)).split(sep).join('/'));
  return [...new Set(['connection.json', ...named.filter((name) => !name.startsWith('..'))])];
}

function listFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return names.filter((name) => !/\.part$|-(?:wal|shm)$/.test(name)).sort();
}

/** Copies a file; a database that is in use is copied as one moment has it. */
async function copyFileOf(from: string, to: string): Promise<void> {
  if (!from.endsWith('.db')) return copyWhole(from, to);
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const database = await openDatabase(from);
  try {
    database.prepare('vacuum into ?').run(to);
  } finally {
    database.close();
  }
}

async function copyWhole(from: string, to: string): Promise<void> {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to);
  await chmod(to, 0o600);
}
