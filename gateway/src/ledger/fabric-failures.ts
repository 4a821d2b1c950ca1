import { GatewayError } from '@hyperledger/fabric-gateway';
import { ExchangeError, findExchangeError } from '@databund/model';
import { status } from '@grpc/grpc-js';

/** Fabric’s sentence when a later endorser than the first did not agree: it says so in no other way (FABRIC-PROTOCOL, endorse step 4). */
const laterEndorserFailed = 'failed to collect enough transaction endorsements';

/**
 * What a failure of Fabric’s gateway means in our codes. A refusal of the exchange counts only from the first endorser; a later one
 * that refuses, or whose payload differs, stands at another height. Where one organisation alone was asked there is no later one, though
 * Fabric’s sentence is the same.
 */
export function refusalOfFailure(error: unknown, { isOneAsked = false } = {}): ExchangeError {
  if (error instanceof ExchangeError) return error;
  if (!(error instanceof GatewayError))
    return new ExchangeError('INTERNAL', { reason: error instanceof Error ? error.message : 'unknown' });
  const isLater = !isOneAsked && error.message.includes(laterEndorserFailed);
  return isLater ? laterFailure(error) : firstFailure(error);
}

function firstFailure(error: GatewayError): ExchangeError {
  const texts = [...error.details.map(({ message }) => message), error.message];
  const refused = texts.map(findExchangeError).find((refusal) => refusal !== undefined);
  if (refused) return refused;
  if (isUnreachable(error)) return new ExchangeError('NETWORK_UNAVAILABLE', { reason: error.message });
  return new ExchangeError('ENDORSEMENT_FAILED', { reason: error.message, endpoints: endpointsOf(error) });
}

function laterFailure(error: GatewayError): ExchangeError {
  const disagrees = error.details.some(
    ({ message }) => message.includes('ProposalResponsePayloads do not match') || findExchangeError(message) !== undefined,
  );
  return new ExchangeError(disagrees ? 'ENDORSERS_DISAGREE' : 'ENDORSEMENT_FAILED', { endpoints: endpointsOf(error) });
}

/** Says whether nobody can have answered: the call may be made again. */
export function isUnreachable(error: unknown): boolean {
  const codes: readonly number[] = [status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.RESOURCE_EXHAUSTED];
  return error instanceof GatewayError && codes.includes(error.code);
}

/** Says whether a peer itself answered that it failed: then what was asked for was not done. */
export function isAnswered(error: unknown): boolean {
  return error instanceof GatewayError && (error.details.length > 0 || !isUnreachable(error));
}

function endpointsOf(error: GatewayError): readonly object[] {
  return error.details.map(({ mspId, message }) => ({ mspId, message }));
}
