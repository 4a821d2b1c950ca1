import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { roles } from '@databund/model';
import writeFileAtomic from 'write-file-atomic';
import { describeDifference } from './parse-output';
import { readMessage, SetupError } from './setup-error';

/** The role of a participant, such as `buyer`. */
export const RoleName = Type.Union(roles.map((role) => Type.Literal(role)));

const CastMember = Type.Object({
  name: Type.String(),
  mspId: Type.String(),
  roles: Type.Array(RoleName),
  participantId: Type.String(),
  title: Type.Record(Type.String(), Type.String()),
});
/** A participant whose keys this exchange holds; `name` is that of its command-line profile. */
export type CastMember = Static<typeof CastMember>;
const Cast = Type.Array(CastMember);

const initialParts: readonly Omit<CastMember, 'participantId'>[] = [
  { name: 'operator', mspId: 'ExchangeMSP', roles: ['operator'], title: { en: 'Exchange operator', 'zh-Hans': '交易所运营方' } },
  { name: 'authority', mspId: 'RegulatorMSP', roles: ['authority'], title: { en: 'Data authority', 'zh-Hans': '数据主管部门' } },
  { name: 'provider', mspId: 'ProviderMSP', roles: ['provider'], title: { en: 'Open data provider', 'zh-Hans': '数据提供方' } },
  { name: 'buyer', mspId: 'BuyerMSP', roles: ['buyer'], title: { en: 'Research buyer', 'zh-Hans': '数据需求方' } },
  { name: 'auditor', mspId: 'RegulatorMSP', roles: ['auditor'], title: { en: 'Auditor', 'zh-Hans': '审计方' } },
  { name: 'arbiter', mspId: 'RegulatorMSP', roles: ['arbiter'], title: { en: 'Arbiter', 'zh-Hans': '仲裁方' } },
  { name: 'assessor', mspId: 'RegulatorMSP', roles: ['assessor'], title: { en: 'Assessor', 'zh-Hans': '评估方' } },
];

/** Reads `cast.json` of a data folder. @throws SetupError CAST_MISSING, CAST_UNREADABLE */
export function readCast(data: string): readonly CastMember[] {
  const path = castPath(data);
  if (!existsSync(path))
    throw new SetupError('CAST_MISSING', `${path} is missing. It names the participants of this exchange. ${explainRestore(data)}`);
  const cast = parseCast(path, data);
  if (Value.Check(Cast, cast)) return cast;
  const reason = describeDifference(Cast, cast);
  throw new SetupError('CAST_UNREADABLE', `${path} is not a list of participants (${reason}). ${explainRestore(data)}`);
}

function parseCast(path: string, data: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new SetupError('CAST_UNREADABLE', `${path} cannot be read (${readMessage(error)}). ${explainRestore(data)}`);
  }
}

/**
 * Creates `cast.json` before the first start, and later adds members that are newer than the folder.
 * @throws SetupError CAST_MISSING if a ledger exists without its cast; CAST_UNREADABLE
 */
export function completeCast(data: string, network: string): void {
  const isNew = !existsSync(castPath(data)) && !existsSync(join(data, network));
  const cast = isNew ? [] : readCast(data);
  const missing = initialParts.filter(({ name }) => !cast.some((member) => member.name === name));
  if (missing.length > 0) writeCast(data, [...cast, ...missing.map(makeMember)]);
}

/** Writes `cast.json` atomically, readable by its owner only. */
export function writeCast(data: string, cast: readonly CastMember[]): void {
  writeFileAtomic.sync(castPath(data), `${JSON.stringify(cast, undefined, 2)}\n`, { mode: 0o600 });
}

/** Makes a member with a new participant id. */
export function makeMember(part: Omit<CastMember, 'participantId'>): CastMember {
  return { ...part, participantId: makeParticipantId() };
}

/** Advice for a ledger whose cast was lost. */
export function explainRestore(data: string): string {
  return `Restore it from a backup. To start a new exchange instead, remove ${data} or name another folder with --data.`;
}

const castPath = (data: string) => join(data, 'cast.json');

/** `ptc-` and 130 random bits in Crockford's base 32. */
function makeParticipantId(): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return `ptc-${[...randomBytes(26)].map((byte) => alphabet.charAt(byte & 31)).join('')}`;
}
