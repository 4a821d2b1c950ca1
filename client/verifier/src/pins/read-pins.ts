import { VerifierError } from '../verifier-error';
import { isObject, isOptional, isRecordOf, isText, type Guard } from './guards';
import type { NetworkPins } from './network-recorder';

const isDescription = (value: unknown): boolean => isObject(value) && isText(value.rule) && isText(value.modPolicy);

const isConfiguration = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.sequence === 'number' &&
  isRecordOf(isDescription)(value.policies) &&
  isRecordOf(isDescription)(value.values) &&
  isRecordOf(isText)(value.groups) &&
  isObject(value.orderers);

const isDefinition = (value: unknown): boolean => isObject(value) && typeof value.sequence === 'number' && isText(value.policy);

const isListOf =
  (isEntry: Guard) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every((entry) => isEntry(entry));

const members: Readonly<Record<string, Guard>> = {
  channel: isText,
  genesis: isText,
  configurations: isListOf(isConfiguration),
  chaincodes: isRecordOf(isListOf(isDefinition)),
  founding: isText,
};

/**
 * Reads pins from a value in the form of a `NetworkDescription`, of which every member may be absent.
 * @throws PINS_MALFORMED
 */
export function readPins(value: unknown): NetworkPins {
  if (!isPins(value)) {
    const wrong = isObject(value) ? Object.keys(value).find((name) => !isOptional(members[name])(value[name])) : undefined;
    const reason = wrong === undefined ? 'an object with channel, genesis, configurations, chaincodes and founding' : `member "${wrong}"`;
    throw new VerifierError('PINS_MALFORMED', `Pins cannot be read: ${reason} expected in the form that --print-network prints.`);
  }
  return value;
}

function isPins(value: unknown): value is NetworkPins {
  return isObject(value) && Object.entries(value).every(([name, member]) => isOptional(members[name])(member));
}
