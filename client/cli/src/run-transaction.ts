import { addSalt, call } from '@databund/client';
import { allTransactions, type AnyTransaction } from '@databund/model';
import { hashCertificates } from './certificate-pins';
import { completeInput } from './complete-input';
import { getForm, getSaltedForm, readOptions } from './read-options';
import type { Session } from './session';
import { readSlipFile } from './slip-file';
import { UsageError } from './usage-error';

/** The options of a transaction's command, as they were typed. */
export interface Typed {
  readonly id: string | undefined;
  readonly typed: Readonly<Record<string, string>>;
  /** The file of a price slip. */
  readonly slip: string | undefined;
  /** The files of the certificates to pin. */
  readonly certificates: readonly string[] | undefined;
}

/** Runs a transaction, with its input completed from the exchange, and prints its result. */
export async function runTransaction(session: Session, name: string, options: Typed): Promise<void> {
  const transaction = findTransaction(name);
  const { transient, ...hashes } = readTransient(transaction, options);
  const input = { ...readInput(transaction, options), ...hashes };
  const databund = await session.connect();
  const completed = await completeInput(transaction, input, { databund, participant: await session.getParticipant() });
  await session.print(await call(databund.connection, transaction, completed, transient));
}

function findTransaction(name: string): AnyTransaction {
  const transaction = allTransactions.find((each) => each.name === name);
  if (!transaction) throw new UsageError('COMMAND_MISSING', `no transaction ${name} is declared`);
  return transaction;
}

/** Reads the value that stays private, and the member of the input that is its salted hash. */
function readTransient(
  transaction: AnyTransaction,
  { slip, typed }: Typed,
): Readonly<Record<string, unknown>> & { readonly transient?: object } {
  if (slip !== undefined) return { transient: { slip: readSlipFile(slip).text } };
  const form = getSaltedForm(transaction);
  if (!form) return {};
  const { transient, hash } = addSalt(readOptions(form.properties, typed));
  return { transient, [form.hashName]: hash };
}

function readInput(transaction: AnyTransaction, { id, typed, certificates }: Typed): Readonly<Record<string, unknown>> {
  if (certificates && typed['keyHashes'] !== undefined)
    throw new UsageError('OPTIONS_CONFLICT', '--certificate and --key-hashes: give one of them');
  return {
    ...readOptions(getForm(transaction).properties, typed),
    ...(certificates && { keyHashes: hashCertificates(certificates) }),
    ...(id !== undefined && { id }),
  };
}
