import type { Logger } from 'pino';
import type { Authenticate, Identify } from '../http/authentication';
import type { Wallet } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import type { ObjectStores } from './object-stores';
import type { ServedBytes } from './served-bytes';

/** Everything that serving bytes needs. */
export interface DeliveryContext {
  readonly ledger: Ledger;
  readonly identify: Identify;
  readonly authenticate: Authenticate;
  readonly wallet: Wallet;
  readonly stores: ObjectStores;
  readonly served: ServedBytes;
  readonly log: Logger;
}
