import { addSalt, call, type Databund } from '@databund/client';
import type { TSchema } from '@sinclair/typebox';
import { allTransactions, idKinds, type AnyTransaction, type IdKind } from '@databund/model';
import type { warnOfMissing } from './channel-members';
import { checkAmount } from './check-amount';
import { hashCertificates } from './certificate-pins';
import { completeInput } from './complete-input';
import { printAnswer, readId } from './print-answer';
import type { printPages } from './print-pages';
import { getForm, getSaltedForm, readOptions } from './read-options';
import type { Session } from './session';
import type { showTexts } from './show-texts';
import { readSlipFile } from './slip-file';
import { getWordsForm, joinReasons } from './typed-form';
import { UsageError } from './usage-error';

/** The options of a transaction's command, as they were typed. */
export interface Typed {
  readonly id: string | undefined;
  readonly typed: Readonly<Record<string, string>>;
  /** The file of a price slip. */
  readonly slip: string | undefined;
  /** The files of the certificates to pin. */
  readonly certificates: readonly string[] | undefined;
  /** Set if the texts behind hashes are to be read too. */
  readonly withTexts: boolean;
  /** Set if all pages of a list are wanted. */
  readonly isWhole: boolean;
}

type Given = Readonly<Record<string, unknown>>;

/** Runs a transaction, with its input completed from the exchange, and prints its result. */
export async function runTransaction(session: Session, name: string, options: Typed): Promise<void> {
  const transaction = findTransaction(name);
  const databund = await session.connect();
  const resolved = await resolveIds(session, transaction, readInput(transaction, options));
  const { transient, ...hashes } = await readTransient(transaction, { ...options, input: resolved }, { session, databund });
  const input = { ...resolved, ...hashes };
  session.about = readId(input) ?? session.about;
  if (name === 'SetOrganisation') await warnOfMissingMsp(session, databund, input['mspId']);
  const completed = await completeInput(transaction, input, { databund, participant: await session.getParticipant() });
  if (transaction.verb === 'list' || options.isWhole) return printList(session, databund, { transaction, input: completed, ...options });
  const answer = await call(databund.connection, transaction, completed, transient);
  await printAnswer(session, databund, options.withTexts ? await readTexts(databund, { transaction, command: completed, answer }) : answer);
}

async function printList(...given: Parameters<typeof printPages>): Promise<void> {
  const { printPages } = await import('./print-pages.js');
  await printPages(...given);
}

async function warnOfMissingMsp(...given: Parameters<typeof warnOfMissing>): Promise<void> {
  const { warnOfMissing } = await import('./channel-members.js');
  await warnOfMissing(...given);
}

/** Replaces what stands for an id by the id that it means. What is no text is left to the gateway. */
async function resolveIds(session: Session, transaction: AnyTransaction, input: Given): Promise<Given> {
  const { properties } = getForm(transaction);
  const resolved = Object.entries(input).map(async ([name, value]) => {
    const schema: (TSchema & { readonly items?: TSchema }) | undefined = properties[name];
    const kind = findIdKind(schema?.items ?? schema);
    const isNew = name === 'id' && !transaction.address.includes('id');
    if (!kind || isNew) return [name, value] as const;
    const resolve = (text: unknown) => (typeof text === 'string' ? session.resolve(text, kind) : text);
    return [name, Array.isArray(value) ? await Promise.all(value.map(resolve)) : await resolve(value)] as const;
  });
  return Object.fromEntries(await Promise.all(resolved));
}

function findIdKind(schema: TSchema | undefined): IdKind | undefined {
  return idKinds.find((each) => String(schema?.['pattern']).startsWith(`^${each}-`));
}

async function readTexts(...given: Parameters<typeof showTexts>): Promise<unknown> {
  const { showTexts } = await import('./show-texts.js');
  return showTexts(...given);
}

function findTransaction(name: string): AnyTransaction {
  const transaction = allTransactions.find((each) => each.name === name);
  if (!transaction) throw new UsageError('COMMAND_MISSING', `no transaction ${name} is declared`);
  return transaction;
}

/** Reads the value that stays private, and the member of the input that is its salted hash. */
async function readTransient(
  transaction: AnyTransaction,
  { slip, typed, input }: Typed & { readonly input: Given },
  { session, databund }: { readonly session: Session; readonly databund: Databund },
): Promise<Readonly<Record<string, unknown>> & { readonly transient?: object }> {
  if (isAmountNamed(transaction)) {
    if (typed['amountHash'] === undefined)
      return { amountHash: await checkAmount(session, databund, { id: String(input['id']), file: slip }) };
    if (slip !== undefined) throw new UsageError('OPTIONS_CONFLICT', '--slip and --amount-hash: give one of them');
  }
  if (slip !== undefined) return { transient: { slip: readSlipFile(slip).text } };
  const form = getSaltedForm(transaction);
  if (!form) return {};
  const { transient, hash } = addSalt(readOptions(form.properties, typed));
  return { transient, [form.hashName]: hash };
}

/** Returns whether a transaction names the hash of the amount of a trade. */
function isAmountNamed(transaction: AnyTransaction): boolean {
  return transaction.kind === 'submit' && transaction.transient === undefined && 'amountHash' in getForm(transaction).properties;
}

function readInput(transaction: AnyTransaction, { id, typed, certificates }: Typed): Readonly<Record<string, unknown>> {
  if (certificates && typed['keyHashes'] !== undefined)
    throw new UsageError('OPTIONS_CONFLICT', '--certificate and --key-hashes: give one of them');
  return {
    ...joinReasons(transaction, readOptions(getWordsForm(transaction).properties, typed)),
    ...(certificates && { keyHashes: hashCertificates(certificates) }),
    ...(id !== undefined && { id }),
  };
}
