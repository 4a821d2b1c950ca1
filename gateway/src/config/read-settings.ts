import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import Ajv from 'ajv';
import { KindGuard, Type, type Static, type TSchema } from '@sinclair/typebox';
import { GatewayError } from '../gateway-error';
import { readNamedJson } from '../named-file';
import { Settings, type SettingNotes } from './settings';

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

const fileVariable = 'DATABUND_SETTINGS';
const hidden = '(hidden)';

const ajv = new Ajv({ strictSchema: false, useDefaults: true }); // Strict mode refuses the defaults of settings that are checked one by one.
ajv.addFormat('secure-address', isSecureAddress);
ajv.addFormat('origin', (text: string) => URL.canParse(text) && new URL(text).origin === text);
ajv.addFormat('network', isNetwork);
const isComplete = ajv.compile<Settings>(Settings);

const Notes = Type.Object({
  variable: Type.String(),
  expected: Type.String(),
  isSecret: Type.Optional(Type.Literal(true)),
  isPath: Type.Optional(Type.Literal(true)),
});
const hasNotes = ajv.compile<Static<typeof Notes>>(Notes);

type Given = Readonly<Record<string, unknown>>;
const isGiven = ajv.compile<Given>(Type.Record(Type.String(), Type.Unknown()));

/** Reads the settings from the file that `DATABUND_SETTINGS` names and from variables, which come first. @throws CONFIG_INVALID, FILE_INVALID, SECRET_EXPOSED */
export function readSettings(environment: Environment): Settings {
  const path = environment[fileVariable];
  const settings: unknown = { ...(path !== undefined && readFile(path)), ...readVariables(environment) };
  if (isComplete(settings)) return settings;
  throw new GatewayError('CONFIG_INVALID', ajv.errorsText(isComplete.errors));
}

/** Returns the settings as they may be shown: without the values of secrets. */
export function hideSecrets(settings: Settings): Given {
  const isSecret = (name: string) => listSettings().some((one) => one.name === name && one.notes.isSecret);
  return Object.fromEntries(Object.entries(settings).map(([name, value]: [string, unknown]) => [name, isSecret(name) ? hidden : value]));
}

interface Setting {
  readonly name: string;
  readonly schema: TSchema;
  readonly notes: SettingNotes;
}

function listSettings(): readonly Setting[] {
  const members = Object.entries<TSchema>(Settings.properties);
  return members.flatMap(([name, schema]) => {
    const notes: unknown = schema;
    return hasNotes(notes) ? [{ name, schema, notes }] : [];
  });
}

function readVariables(environment: Environment): Given {
  return Object.fromEntries(
    listSettings().flatMap(({ name, schema, notes }) => {
      const text = environment[notes.variable];
      if (text === undefined) return [];
      const value = parseText(schema, text);
      requireRight({ schema, notes, label: notes.variable, value, shown: text });
      return [[name, value] as const];
    }),
  );
}

/** Reads a text as its form expects it; one that cannot be read stays as it is. */
function parseText(schema: TSchema, text: string): unknown {
  if (KindGuard.IsInteger(schema) && /^\d{1,15}$/.test(text)) return Number(text);
  if (KindGuard.IsBoolean(schema) && (text === 'on' || text === 'off')) return text === 'on';
  if (KindGuard.IsArray(schema)) return text.split(',').map((part) => part.trim());
  return KindGuard.IsRecord(schema) ? parsePairs(text) : text;
}

function parsePairs(text: string): unknown {
  const pairs = text.split(',').map((pair) => /^\s*([^=\s]+)=(\S+)\s*$/.exec(pair) ?? []);
  return pairs.every((pair) => pair.length > 0) ? Object.fromEntries(pairs.map(([, name, value]) => [name, value])) : text;
}

function readFile(path: string): Given {
  const given = readNamedJson(fileVariable, path);
  if (!isGiven(given)) throw new GatewayError('FILE_INVALID', `${fileVariable} is ${path}, which is no JSON object of settings.`);
  const known = listSettings();
  const unknown = Object.keys(given).find((name) => !known.some((one) => one.name === name));
  if (unknown !== undefined) {
    const names = known.map(({ name }) => name).join(', ');
    throw new GatewayError('CONFIG_INVALID', `${path} has the setting ${JSON.stringify(unknown)}; expected one of ${names}.`);
  }
  return Object.fromEntries(
    known.filter(({ name }) => Object.hasOwn(given, name)).map((setting) => [setting.name, readMember(path, setting, given[setting.name])]),
  );
}

function readMember(path: string, { name, schema, notes }: Setting, value: unknown): unknown {
  if (notes.isSecret && (statSync(path).mode & 0o077) !== 0)
    throw new GatewayError('SECRET_EXPOSED', `${path} has ${name} and can be read by others than its owner. Run: chmod 600 ${path}`);
  requireRight({ schema, notes, label: `${name} in ${path}`, value, shown: value });
  return notes.isPath && typeof value === 'string' ? resolve(dirname(path), value) : value;
}

interface GivenValue {
  readonly schema: TSchema;
  readonly notes: SettingNotes;
  readonly label: string;
  readonly value: unknown;
  readonly shown: unknown;
}

function requireRight({ schema, notes, label, value, shown }: GivenValue): void {
  if (ajv.validate(schema, value)) return;
  throw createConfigError(label, notes.isSecret ? hidden : shown, notes.expected);
}

/** Creates the error for a wrong setting: its name, its value and what is expected. */
export function createConfigError(label: string, value: unknown, expected: string): GatewayError {
  return new GatewayError('CONFIG_INVALID', `${label} is ${JSON.stringify(value)}; expected ${expected}.`);
}

/** Tells whether a text is an address, or a network such as 10.0.0.0/8. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = isIP(address) === 4 ? 32 : 128;
  return isIP(address) > 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}

/** Tells whether an address is safe to ask: anyone on the way could replace what comes by plain HTTP from another machine. */
function isSecureAddress(text: string): boolean {
  const { protocol, hostname } = URL.canParse(text) ? new URL(text) : { protocol: '', hostname: '' };
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname));
}
