import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issueClient, locateClient } from '@databund/devnet';

/** A participant that a development exchange begins with. */
export interface CastMember {
  readonly name: string;
  readonly mspId: string;
  readonly roles: readonly string[];
  readonly participantId: string;
  readonly title: Readonly<Record<string, string>>;
}

const parts = [
  { name: 'operator', mspId: 'ExchangeMSP', roles: ['operator'], title: { en: 'Exchange operator', 'zh-Hans': '交易所运营方' } },
  { name: 'authority', mspId: 'RegulatorMSP', roles: ['authority'], title: { en: 'Data authority', 'zh-Hans': '数据主管部门' } },
  { name: 'provider', mspId: 'ProviderMSP', roles: ['provider'], title: { en: 'Open data provider', 'zh-Hans': '数据提供方' } },
  { name: 'buyer', mspId: 'BuyerMSP', roles: ['buyer'], title: { en: 'Research buyer', 'zh-Hans': '数据需求方' } },
  { name: 'auditor', mspId: 'RegulatorMSP', roles: ['auditor'], title: { en: 'Auditor', 'zh-Hans': '审计方' } },
  { name: 'arbiter', mspId: 'RegulatorMSP', roles: ['arbiter'], title: { en: 'Arbiter', 'zh-Hans': '仲裁方' } },
  { name: 'assessor', mspId: 'RegulatorMSP', roles: ['assessor'], title: { en: 'Assessor', 'zh-Hans': '评估方' } },
] as const;

/**
 * The cast of an exchange in a folder: made before its network, the same ever after, but for parts that are newer than the folder.
 * @throws Error where it is gone or not to be read
 */
export function readCast(data: string, network: string): readonly CastMember[] {
  const path = castPath(data);
  if (!existsSync(path)) {
    if (existsSync(join(data, network))) throw new Error(`${path} is missing, which names the participants: ${remedy(data)}`);
    mkdirSync(data, { recursive: true, mode: 0o700 });
    return keepInCast(data, parts.map(newMember));
  }
  const known = parseCast(path, data);
  const missing = parts.filter(({ name }) => !known.some((member) => member.name === name));
  return missing.length === 0 ? known : keepInCast(data, [...known, ...missing.map(newMember)]);
}

/** Writes the cast, whole or not at all, and answers it. */
export function keepInCast(data: string, cast: readonly CastMember[]): readonly CastMember[] {
  const path = castPath(data);
  writeFileSync(`${path}.new`, JSON.stringify(cast, undefined, 2), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return cast;
}

/** Somebody new, with an id of its own. */
export function newMember(part: Omit<CastMember, 'participantId'>): CastMember {
  return { ...part, participantId: newParticipantId() };
}

function parseCast(path: string, data: string): readonly CastMember[] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as readonly CastMember[];
  } catch (error) {
    throw new Error(`${path} cannot be read (${(error as Error).message}): ${remedy(data)}`);
  }
}

const castPath = (data: string) => join(data, 'cast.json');

/** What to do where the cast that a ledger knows is lost. */
export function remedy(data: string): string {
  return `restore it from a copy, or begin a new exchange: remove ${data}, or name another folder with --data`;
}

/** Where a member’s certificate and key are; issued by its organisation’s CA when they are not there yet. */
export async function credentialsOf(
  { mspId, participantId }: CastMember,
  organisations: string,
): Promise<{ readonly cert: string; readonly key: string }> {
  const home = join(organisations, mspId);
  const folder = locateClient(home, participantId);
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const attributes = { 'databund.participant': participantId };
  if (!existsSync(files.cert)) await issueClient(home, { name: participantId, attributes });
  return files;
}

/** `ptc-` and 130 random bits in Crockford’s base 32. */
function newParticipantId(): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return `ptc-${[...randomBytes(26)].map((byte) => alphabet.charAt(byte & 31)).join('')}`;
}
