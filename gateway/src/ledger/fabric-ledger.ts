import type { Transaction } from '@hyperledger/fabric-gateway';
import { peer } from '@hyperledger/fabric-protos';
import { Type, type Static } from '@sinclair/typebox';
import {
  ExchangeError,
  nameCollection,
  nameEndorsers,
  nameFunction,
  toCanonicalJson,
  transactions,
  type AnySubmit,
  type AnyTransaction,
  type ErrorCode,
} from '@databund/model';
import { GatewayError } from '../gateway-error';
import { parse } from '../http/validation';
import type { HeldIdentity } from '../identity/wallet';
import type { GatewayMetrics } from '../metrics/gateway-metrics';
import type { CommitOutcome } from './commit-stream';
import type { ConnectionProfile } from './connection-profile';
import { readEndorsedWrites } from './endorsed-writes';
import { isUnreachable, toExchangeError, type AskedOrganisations } from './fabric-failures';
import { findForeignPolicies } from './foreign-policies';
import type { BlockStream, Committed, Ledger, LedgerCall } from './ledger';
import { readAnswer } from './read-answer';
import { OrganisationConnection } from './organisation-connection';
import { readCommitted } from './read-committed';
import { isPolicyFailure, withRetry } from './retry';
import { sendToOrderer } from './send-to-orderer';

const { MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT, VALID } = peer.TxValidationCode;
/** An organisation could not be reached or could not endorse; another one may. */
const unreachedCodes: ReadonlySet<ErrorCode> = new Set(['NETWORK_UNAVAILABLE', 'ENDORSEMENT_FAILED']);
/** The witness could not be reached, or its peer refuses; the authority can take its place. */
const unwitnessedCodes: ReadonlySet<ErrorCode> = new Set([...unreachedCodes, 'ENDORSERS_DISAGREE']);

const { operatorMspId, authorityMspId, organisations } = transactions.GetExchange.output.properties;
/** The answer of GetExchange, as far as endorsers follow from it. */
const Organisations = Type.Object({ operatorMspId, authorityMspId, organisations });
/** The endorsement policies of keys in base64; `null` for a key without one. */
const KeyPolicies = Type.Array(Type.Union([Type.String(), Type.Null()]));

/** The organisations that a ledger serves, and who reads their blocks. */
export interface LedgerOptions {
  /** All organisations of the profile by default. */
  readonly organisations?: readonly string[] | undefined;
  /** Finds the identity that reads the blocks of an organisation's peer: the channel's access control list admits no other client. */
  readonly findObserver: (mspId: string) => HeldIdentity | undefined;
  readonly metrics?: GatewayMetrics;
}

/** The exchange's chaincode on a Fabric channel. Calls of a participant go only through the peer of its own organisation. */
export class FabricLedger implements Ledger {
  private readonly connections = new Map<string, OrganisationConnection>();
  private wasWritten = true;
  private committed = 0;
  private exchange: Static<typeof Organisations> | undefined;
  private readonly metrics: GatewayMetrics | undefined;

  /** @throws ORGANISATION_UNKNOWN */
  constructor(
    private readonly profile: ConnectionProfile,
    { organisations = Object.keys(profile.organisations), findObserver, metrics }: LedgerOptions,
  ) {
    this.metrics = metrics;
    for (const mspId of organisations) {
      const organisation = profile.organisations[mspId];
      if (!organisation) throw createUnknownOrganisationError(mspId, profile);
      const observe = () => findObserver(mspId) ?? throwNoObserver(mspId);
      this.connections.set(mspId, new OrganisationConnection(profile.channel, organisation, observe));
    }
  }

  get organisations(): readonly string[] {
    return [...this.connections.keys()];
  }

  get takesWrites(): boolean {
    return this.wasWritten;
  }

  get committedHeight(): number {
    return this.committed;
  }

  submit(call: LedgerCall): Promise<Committed> {
    return this.metrics ? this.metrics.queueSubmit(() => this.submitNow(call)) : this.submitNow(call);
  }

  private async submitNow(call: LedgerCall): Promise<Committed> {
    let endorsers: LedgerCall['endorsers'];
    let endorsed: Transaction | undefined;
    try {
      return await withRetry(async (failed) => {
        if (failed) this.metrics?.noteRetry(failed.code);
        // A key may be under a policy that the declaration cannot know, so Fabric plans who must endorse the next attempt.
        const isReplanned = isPolicyFailure(failed) && !call.transient && !call.endorsers;
        endorsers = isReplanned ? [undefined] : (endorsers ?? (await this.nameEndorsers(call)));
        const planned = { ...call, ...(endorsers && { endorsers }) };
        const transaction = await this.time('endorsement', () => this.endorse(planned));
        endorsed = transaction;
        return this.time('commit', () => this.send(transaction, call));
      });
    } catch (error) {
      if (endorsed === undefined || !isPolicyFailure(error)) throw error;
      throw await this.explainPolicyFailure(error, endorsed, call.as);
    }
  }

  async evaluate(call: LedgerCall): Promise<unknown> {
    const named = nameAnswering(call.transaction, call.command);
    try {
      return await this.evaluateAt(named ?? call.as.mspId, call);
    } catch (error) {
      const isUnknown = named !== undefined && !Object.hasOwn(this.profile.organisations, named);
      if (!isUnknown || !(error instanceof ExchangeError) || error.code !== 'ENDORSEMENT_FAILED') throw error;
      return this.evaluateAt(call.as.mspId, call); // The channel has no such organisation, and the own peer says what that means.
    }
  }

  private async evaluateAt(mspId: string, { transaction, command, as }: LedgerCall): Promise<unknown> {
    const asked = [mspId];
    const options = { arguments: [toCanonicalJson(command)], endorsingOrganizations: asked };
    const ask = () => this.getContract(as).evaluate(nameFunction(transaction), options);
    return parseJson(await translate(() => this.getConnection(as).ask(ask), { asked }));
  }

  async findCommitted(as: HeldIdentity, transactionId: string): Promise<Committed | undefined> {
    try {
      return readCommitted(await this.getConnection(as).readBlockOf(transactionId), transactionId);
    } catch (error) {
      if (error instanceof ExchangeError || isUnreachable(error)) throw toExchangeError(error);
      return undefined; // The peer answered that it has no such transaction.
    }
  }

  readHeight(as: HeldIdentity): Promise<number> {
    return translate(() => this.getConnection(as).height(as), { asked: [as.mspId] });
  }

  block(as: HeldIdentity, number: number): Promise<Uint8Array> {
    return translate(() => this.getConnection(as).block(number), { asked: [as.mspId] });
  }

  streamBlocks(as: HeldIdentity, from: number): Promise<BlockStream> {
    return translate(() => this.getConnection(as).streamBlocks(from), { asked: [as.mspId] });
  }

  close(): void {
    for (const connection of this.connections.values()) connection.close();
  }

  private async send(endorsed: Transaction, { as, beforeSend }: LedgerCall): Promise<Committed> {
    await beforeSend?.(endorsed.getTransactionId());
    const { flag, blockNumber } = await this.noteWritten(sendToOrderer(endorsed, this.getConnection(as).commits));
    this.committed = Math.max(this.committed, blockNumber + 1);
    const transactionId = endorsed.getTransactionId();
    if (flag === VALID) return { object: parseJson(endorsed.getResult()), transactionId, blockNumber };
    if (flag === MVCC_READ_CONFLICT || flag === PHANTOM_READ_CONFLICT) throw new ExchangeError('READ_CONFLICT', { transactionId });
    throw new ExchangeError('TRANSACTION_INVALID', { flag: nameOf(flag), transactionId });
  }

  /**
   * Names the endorsers of a call, because each plan of Fabric's makes the next one slower. If one cannot be reached, Fabric may plan
   * others, unless a transient value is for the named ones only.
   */
  private async nameEndorsers({ transaction, command, as, endorsers, transient }: LedgerCall): Promise<LedgerCall['endorsers']> {
    if (endorsers || transaction.kind !== 'submit' || isByOutsider(transaction)) return endorsers;
    if (transaction.endorsedBy === 'own') return [[as.mspId]];
    const exchange = await this.readExchange(as);
    const named = nameEndorsers(transaction, as.mspId, exchange, await this.findWitnesses({ transaction, command, as }, exchange));
    const isPlanned = transient === undefined && !isWitnessedByParty({ transaction, command });
    return [...(named ? [named] : []), ...(isPlanned ? [undefined] : [])];
  }

  /** Finds the organisations that witness a step: those whose collections it writes, as the caller's own peer computes it. */
  private async findWitnesses(call: LedgerCall, { organisations }: Static<typeof Organisations>): Promise<readonly string[]> {
    if (!isWitnessed(call)) return [];
    const own = await this.endorseBy(call, [call.as.mspId]);
    const { collections } = readEndorsedWrites(own.getBytes(), this.profile.chaincode);
    return organisations.map(({ mspId }) => mspId).filter((mspId) => collections.includes(nameCollection(mspId)));
  }

  /** Reads the organisations of the exchange once: who operates it never changes. */
  private async readExchange(as: HeldIdentity): Promise<Static<typeof Organisations>> {
    this.exchange ??= await readAnswer(this, { transaction: transactions.GetExchange, command: {}, as }, Organisations);
    return this.exchange;
  }

  /** Adds the written keys whose policies the endorsers do not satisfy, as the observer reads them; without an observer, nothing. */
  private async explainPolicyFailure(error: ExchangeError, endorsed: Transaction, as: HeldIdentity): Promise<ExchangeError> {
    try {
      const writes = readEndorsedWrites(endorsed.getBytes(), this.profile.chaincode);
      const policies = parse(KeyPolicies, parseJson(await this.getConnection(as).readKeyPolicies(this.profile.chaincode, writes.keys)));
      const foreign = findForeignPolicies(writes, policies);
      return new ExchangeError(error.code, { ...error.details, endorsers: writes.endorsers, foreign });
    } catch {
      return error;
    }
  }

  /** Has a call endorsed. If the party that would witness it cannot be reached or refuses, the authority witnesses it. */
  private async endorse(call: LedgerCall): Promise<Transaction> {
    try {
      return await this.endorseByAny(call);
    } catch (error) {
      const mayPass = error instanceof ExchangeError && unwitnessedCodes.has(error.code);
      if (!mayPass || !isWitnessedByParty(call)) throw error;
      const { endorsers: _endorsers, ...rest } = call;
      const byAuthority = { ...rest, command: { ...call.command, witness: 'authority' } };
      const endorsers = await this.nameEndorsers(byAuthority);
      return this.endorseByAny({ ...byAuthority, ...(endorsers && { endorsers }) });
    }
  }

  /** Tries one set of organisations after another while some cannot be reached. */
  private async endorseByAny(call: LedgerCall): Promise<Transaction> {
    const sets = listEndorserSets(call);
    for (const [index, asked] of sets.entries()) {
      try {
        return await this.endorseBy(call, asked);
      } catch (error) {
        const mayPass = error instanceof ExchangeError && unreachedCodes.has(error.code);
        if (!mayPass || index === sets.length - 1) throw error;
      }
    }
    throw new ExchangeError('ENDORSEMENT_FAILED', { reason: 'No set of organisations can endorse this transaction.', endpoints: [] });
  }

  private endorseBy({ transaction, command, as, transient }: LedgerCall, asked: readonly string[] | undefined): Promise<Transaction> {
    const proposal = this.getContract(as).newProposal(nameFunction(transaction), {
      arguments: [toCanonicalJson(command)],
      ...(transient && { transientData: { transient: toCanonicalJson(transient) } }),
      ...(asked && { endorsingOrganizations: [...asked] }),
    });
    return translate(() => this.getConnection(as).ask(() => proposal.endorse()), { ...(asked && { asked }) });
  }

  private async noteWritten(sent: Promise<CommitOutcome>): Promise<CommitOutcome> {
    try {
      const outcome = await sent;
      this.wasWritten = true;
      return outcome;
    } catch (error) {
      if (isUnreachable(error) || error instanceof ExchangeError) this.wasWritten = false; // Other errors concern only this envelope.
      throw error;
    }
  }

  private time<T>(step: 'endorsement' | 'commit', run: () => Promise<T>): Promise<T> {
    return this.metrics ? this.metrics.time(step, run) : run();
  }

  private getContract(as: HeldIdentity) {
    return this.getConnection(as).getNetwork(as).getContract(this.profile.chaincode);
  }

  private getConnection({ mspId }: HeldIdentity): OrganisationConnection {
    const connection = this.connections.get(mspId);
    if (!connection) throw new ExchangeError('IDENTITY_NOT_HELD', { mspId });
    return connection;
  }
}

/** Returns the organisation whose peer a read asks, if the command names it. */
function nameAnswering(transaction: AnyTransaction, command: object): string | undefined {
  const member = transaction.kind === 'evaluate' ? transaction.answeredBy : undefined;
  const named: unknown = member !== undefined && Reflect.get(command, member);
  return typeof named === 'string' ? named : undefined;
}

/** Returns whether a further organisation may have to witness a call. */
function isWitnessed({ transaction, command }: Pick<LedgerCall, 'transaction' | 'command'>): boolean {
  return transaction.kind === 'submit' && transaction.isWitnessed?.(command) === true;
}

/** Returns whether the witness is the party that loses by a period: the caller did not name the authority. */
function isWitnessedByParty(call: Pick<LedgerCall, 'transaction' | 'command'>): boolean {
  return isWitnessed(call) && !('witness' in call.command);
}

/** Returns whether the caller cannot read the exchange yet, so that the gateway does not know who operates it. */
function isByOutsider({ admits }: AnySubmit): boolean {
  return admits === 'founder' || admits === 'applicant';
}

/** Returns the sets of organisations to name, in order; `undefined` lets Fabric plan. Peers of others must not see a transient value. */
function listEndorserSets({ endorsers, transient, as }: LedgerCall): readonly (readonly string[] | undefined)[] {
  return endorsers ?? [transient === undefined ? undefined : [as.mspId]];
}

async function translate<T>(ask: () => Promise<T>, asked: AskedOrganisations): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw toExchangeError(error, asked);
  }
}

function throwNoObserver(mspId: string): never {
  throw new ExchangeError('IDENTITY_NOT_HELD', { mspId, unit: 'observer' });
}

function createUnknownOrganisationError(mspId: string, { organisations }: ConnectionProfile): GatewayError {
  const known = Object.keys(organisations).join(', ');
  return new GatewayError('ORGANISATION_UNKNOWN', `${JSON.stringify(mspId)} is not in the connection profile, which has ${known}.`);
}

function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}

function nameOf(flag: number): string {
  return Object.entries(peer.TxValidationCode).find(([, value]) => value === flag)?.[0] ?? String(flag);
}
