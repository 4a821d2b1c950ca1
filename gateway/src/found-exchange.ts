import { transactions } from '@databund/model';
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
  const command: unknown = readNamedJson('--input', input);
  check(transactions.FoundExchange.input, command);
  const ledger = new FabricLedger(openProfile(config), [msp]);
  try {
    return await ledger.submit({ transaction: transactions.FoundExchange, command, as });
  } finally {
    ledger.close();
  }
}
