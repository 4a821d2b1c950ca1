import {
  charter,
  ExchangeError,
  execute,
  findAttribute,
  hashBytes,
  identifyCaller,
  participantAttribute,
  readCertificate,
  Session,
  type AnyEvaluate,
  type Caller,
  type Identity,
  type Store,
} from '@databund/model';

/** A participant, as the wallet holds it. */
export interface Reader {
  readonly mspId: string;
  /** PEM. */
  readonly certificate: string;
}

/** The ledger of one height, and an instant at which it is judged. */
export interface Moment {
  readonly store: Store;
  readonly time: string;
}

/** Identifies a participant by its certificate and the registry. @throws CALLER_UNKNOWN, PARTICIPANT_NOT_ACTIVE, CERTIFICATE_NOT_PINNED */
export function identifyReader({ store, time }: Moment, reader: Reader): Promise<Caller> {
  return identifyCaller(new Session(store, charter, time), readIdentity(reader), 'reader');
}

/** Runs a read by the rules of the model, as its caller. @throws ExchangeError as the transaction does */
export async function evaluateAt(transaction: AnyEvaluate, { store, time }: Moment, command: object, caller: Caller): Promise<unknown> {
  const session = new Session(store, charter, time);
  // No read depends on the id of its transaction, and the own peer has checked the founding of what it endorsed.
  const { answer } = await execute(transaction, session, { caller, txId: '', agreedFounding: hashBytes(''), time, command });
  return JSON.parse(JSON.stringify(answer)) as unknown; // Leaves out members without a value, as the answer of a peer does.
}

/** Returns what a read of the model finds; `undefined` if the model refuses it, because it is hidden or absent. */
export async function findShown<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ExchangeError) return undefined;
    throw error;
  }
}

/** Reads what a certificate says, as the contracts read it. @throws CALLER_UNKNOWN */
function readIdentity({ mspId, certificate: pem }: Reader): Identity {
  const certificate = readCertificate(pem);
  if (!certificate) throw new ExchangeError('CALLER_UNKNOWN', { reason: 'identity-is-not-a-certificate' });
  return {
    mspId,
    participantId: findAttribute(certificate, participantAttribute),
    certHash: hashBytes(certificate.der),
    isAdmin: certificate.units.includes('admin'),
    isClient: certificate.units.includes('client'),
  };
}
