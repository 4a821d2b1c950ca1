import {
  Session,
  charter,
  fromAnchorKey,
  fromStateKey,
  listStatements,
  toStateKey,
  voices,
  type Key,
  type Statement,
  toInstant,
} from '@databund/model';
import type { LedgerCopy } from './ledger-copy';

/** The organisations that guard the keys without a voice, by role. */
const guards: Readonly<Record<string, readonly string[]>> = {
  exchange: ['ExchangeMSP', 'RegulatorMSP'],
  organisation: ['ExchangeMSP', 'RegulatorMSP'],
  preset: ['ExchangeMSP'],
};

/**
 * Returns the keys in which somebody who did not endorse says something on the forged ledger that it does not say on the honest one. What
 * only reads as before, as absent or as stopped was damaged, not said.
 * @param keys the public and private keys that the forgery wrote
 */
export async function findForeignSpeech(
  { honest, forged }: { readonly honest: LedgerCopy; readonly forged: LedgerCopy },
  keys: readonly string[],
  colluders: readonly string[],
): Promise<readonly string[]> {
  const records = new Map(keys.flatMap((key) => fromAnchorKey(key) ?? fromStateKey(key) ?? []).map((key) => [toStateKey(key), key]));
  const foreign: string[] = [];
  for (const [name, key] of records) if (await isForeign(key, { honest, forged, colluders })) foreign.push(name);
  return foreign;
}

interface Pair {
  readonly honest: LedgerCopy;
  readonly forged: LedgerCopy;
  readonly colluders: readonly string[];
}

async function isForeign(key: Key, { honest, forged, colluders }: Pair): Promise<boolean> {
  if (!voices[key.type]) return isGuardedByOthers(key, { honest, forged, colluders });
  const said = new Set((await listSaid(key, honest)).map(({ hash }) => hash));
  const added = (await listSaid(key, forged)).filter(({ hash }) => !said.has(hash));
  return added.some(({ change }) => voices[key.type]?.steps[change.action]?.isEmpty !== true && !colluders.includes(change.mspId));
}

async function listSaid(key: Key, ledger: LedgerCopy): Promise<readonly Statement[]> {
  const record = await new Session(ledger, charter, toInstant(Date.now())).find<object>({ type: key.type, parts: key.parts });
  return record ? listStatements(key, record) : [];
}

function isGuardedByOthers(key: Key, { honest, forged, colluders }: Pair): boolean {
  const [before, after] = [honest, forged].map((ledger) => Buffer.from(ledger.get('values', toStateKey(key)) ?? []).toString());
  return before !== after && (guards[key.type] ?? []).some((mspId) => !colluders.includes(mspId));
}
