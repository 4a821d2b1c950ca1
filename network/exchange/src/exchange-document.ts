import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Value } from '@sinclair/typebox/value';
import { hashFounding, transactions, type CommandOf } from '@databund/model';
import writeFileAtomic from 'write-file-atomic';
import { explainRestore } from './cast';
import type { ExchangeFolder } from './exchange-folder';
import { readRoles } from './exchange-topology';
import { describeDifference } from './parse-output';
import { readMessage, SetupError } from './setup-error';

/** A founding document, its file, and the hash in hex by which organisations agree to it. */
export interface Founding {
  readonly path: string;
  readonly hash: string;
  readonly operatorMspId: string;
}

/**
 * Returns the founding document of an exchange. Writes it before the first start: the chaincode starts with its hash, and refuses any other.
 * @throws SetupError CAST_UNREADABLE, FOUNDING_UNREADABLE
 */
export function completeFoundingFile(folder: ExchangeFolder): Founding {
  const path = join(folder.path, 'founding.json');
  if (!existsSync(path)) writeFileAtomic.sync(path, `${JSON.stringify(makeFounding(folder), undefined, 2)}\n`);
  const document = readFounding(path, folder.path);
  return { path, hash: hashFounding(document).value, operatorMspId: document.operatorMspId };
}

function makeFounding({ cast, path, topology }: ExchangeFolder): CommandOf<'FoundExchange'> {
  const [operator, authority] = ['operator', 'authority'].map((name) => cast.find((member) => member.name === name));
  if (!operator || !authority) throw new SetupError('CAST_UNREADABLE', `${path}/cast.json must name an operator and an authority.`);
  const roles = readRoles();
  return {
    operatorMspId: operator.mspId,
    authorityMspId: authority.mspId,
    organisations: topology.organisations.map(({ mspId }) => ({ mspId, roles: [...(roles[mspId] ?? [])] })),
    operator: { id: operator.participantId, name: operator.title },
    authority: { id: authority.participantId, name: authority.title },
  };
}

function readFounding(path: string, data: string): CommandOf<'FoundExchange'> {
  const form = transactions.FoundExchange.input;
  const document = parseDocument(path, data);
  if (Value.Check(form, document)) return document;
  const reason = describeDifference(form, document);
  throw new SetupError('FOUNDING_UNREADABLE', `${path} is not a founding document (${reason}). ${explainRestore(data)}`);
}

function parseDocument(path: string, data: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new SetupError('FOUNDING_UNREADABLE', `${path} cannot be read (${readMessage(error)}). ${explainRestore(data)}`);
  }
}
