import { GatewayError } from '@hyperledger/fabric-gateway';
import { ExchangeError, findExchangeError } from '@databund/model';
import { status } from '@grpc/grpc-js';
import { withCause } from '../with-cause';

/** Fabric's message if an endorser after the first one disagreed or failed: nothing else in its answer tells the two cases apart. */
const laterEndorserFailed = 'failed to collect enough transaction endorsements';

/** The organisations that the client named; none if Fabric planned them. */
export interface AskedOrganisations {
  readonly asked?: readonly string[];
}

/**
 * Returns what a failure of Fabric's gateway means as an error of the exchange. An error that chaincode threw counts from the first
 * endorser, or if every organisation that was named threw it: a later endorser that differs is at another height.
 */
export function toExchangeError(error: unknown, { asked = [] }: AskedOrganisations = {}): ExchangeError {
  if (error instanceof ExchangeError) return error;
  if (!(error instanceof GatewayError))
    return new ExchangeError('INTERNAL', { reason: error instanceof Error ? error.message : 'unknown' });
  const isLater = asked.length !== 1 && error.message.includes(laterEndorserFailed);
  if (!isLater) return readFirstFailure(error);
  return findSharedError(error, asked) ?? readLaterFailure(error);
}

/** Returns the error that chaincode threw at all named organisations. */
function findSharedError({ details }: GatewayError, asked: readonly string[]): ExchangeError | undefined {
  const thrown = asked.map((mspId) =>
    details.filter((each) => each.mspId === mspId).flatMap(({ message }) => findExchangeError(message) ?? []),
  );
  const [first] = thrown.flat();
  return thrown.every(([found]) => found !== undefined && found.code === first?.code) ? first : undefined;
}

function readFirstFailure(error: GatewayError): ExchangeError {
  const texts = [...error.details.map(({ message }) => message), error.message];
  const thrown = texts.map(findExchangeError).find((found) => found !== undefined);
  if (thrown) return thrown;
  if (isUnreachable(error)) return withCause(new ExchangeError('NETWORK_UNAVAILABLE'), error);
  return withCause(new ExchangeError('ENDORSEMENT_FAILED', { endpoints: listEndpoints(error) }), error);
}

function readLaterFailure(error: GatewayError): ExchangeError {
  const disagrees = error.details.some(
    ({ message }) => message.includes('ProposalResponsePayloads do not match') || findExchangeError(message) !== undefined,
  );
  return withCause(new ExchangeError(disagrees ? 'ENDORSERS_DISAGREE' : 'ENDORSEMENT_FAILED', { endpoints: listEndpoints(error) }), error);
}

/** Tells whether no peer can have answered, so that the call may be repeated. */
export function isUnreachable(error: unknown): boolean {
  const codes: readonly number[] = [status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.RESOURCE_EXHAUSTED];
  return error instanceof GatewayError && codes.includes(error.code);
}

/** Tells whether a peer itself answered that it failed, which means that nothing was done. */
export function isAnswered(error: unknown): boolean {
  return error instanceof GatewayError && (error.details.length > 0 || !isUnreachable(error));
}

/** Names the organisations; the texts of their peers are for the log. */
function listEndpoints(error: GatewayError): readonly object[] {
  return error.details.map(({ mspId }) => ({ mspId }));
}
