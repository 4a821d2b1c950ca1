import { hashFounding, transactions, type CommandOf } from '@databund/model';
import type { GatewayConfig } from './config';
import { openProfile } from './gateway';
import { check } from './http/validation';
import { readKeyOf } from './identity/certificate-key';
import { FabricLedger } from './ledger/fabric-ledger';
import type { Committed } from './ledger/ledger';
import { readNamedFile, readNamedJson } from './named-file';

/** Paths of the administrator's certificate and key, and of the input of FoundExchange. */
export interface FoundOptions {
  readonly msp: string;
  readonly cert: string;
  readonly key: string;
  readonly input: string;
}

/** Founds the exchange as an administrator of its operating organisation. @throws ExchangeError, CERTIFICATE_INVALID, FILE_INVALID, KEY_INVALID, KEY_MISMATCH */
export async function foundExchange(config: GatewayConfig, { msp, cert, key, input }: FoundOptions): Promise<Committed> {
  const certificate = readNamedFile('--cert', cert);
  const as = { mspId: msp, participantId: 'admin', certificate, key: readKeyOf(certificate, readNamedFile('--key', key)) };
  const command = readFounding(input);
  const ledger = new FabricLedger(openProfile(config), { organisations: [msp], findObserver: () => as });
  try {
    return await ledger.submit({ transaction: transactions.FoundExchange, command, as });
  } finally {
    ledger.close();
  }
}

/** Returns the SHA-256 in hex by which organisations agree to a founding document. @throws INPUT_INVALID */
export function hashFoundingFile(path: string): string {
  return hashFounding(readFounding(path)).value;
}

function readFounding(path: string): CommandOf<'FoundExchange'> {
  const document: unknown = readNamedJson('--input', path);
  check(transactions.FoundExchange.input, document);
  return document;
}
