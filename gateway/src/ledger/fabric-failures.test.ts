import { status } from '@grpc/grpc-js';
import { EndorseError, GatewayError } from '@hyperledger/fabric-gateway';
import { ExchangeError } from '@databund/model';
import { isAnswered, toExchangeError } from './fabric-failures';

const thrown = new ExchangeError('NOT_PERMITTED', { by: ['provider'] });
const first = 'failed to endorse transaction, see attached details for more info';
const later = 'failed to collect enough transaction endorsements, see attached details for more info';
const chaincodeMessage = `chaincode response 500, ${thrown.message}`;

interface Failure {
  readonly code?: number;
  readonly message: string;
  readonly messages?: readonly string[];
  readonly mspIds?: readonly string[];
}

/** Creates a failure as the SDK creates it from the answer of a peer. */
function makeFailure({ code = status.ABORTED, message, messages = [], mspIds = [] }: Failure): GatewayError {
  const details = messages.map((each, index) => ({
    address: `peer${String(index)}:7051`,
    mspId: mspIds[index] ?? 'BuyerMSP',
    message: each,
  }));
  return new GatewayError({ code, message: `${String(code)} ABORTED: ${message}`, details, cause: new Error(message) as never });
}

describe('toExchangeError', () => {
  it('returns the error that the first endorser threw', () => {
    const found = toExchangeError(makeFailure({ message: first, messages: [chaincodeMessage] }));
    expect([found.code, found.details]).toEqual(['NOT_PERMITTED', { by: ['provider'] }]);
  });

  it('returns the error of an evaluation, which is in its message', () => {
    const message = `evaluate call to endorser returned error: ${chaincodeMessage}`;
    expect(toExchangeError(makeFailure({ code: status.UNKNOWN, message })).code).toBe('NOT_PERMITTED');
  });

  it.each([
    ['rejects what the first accepted', chaincodeMessage],
    ['answers differently from the first', 'ProposalResponsePayloads do not match'],
  ])('returns ENDORSERS_DISAGREE if a later endorser %s', (_, message) => {
    expect(toExchangeError(makeFailure({ message: later, messages: [message] })).code).toBe('ENDORSERS_DISAGREE');
  });

  it('returns the error of a single organisation, although Fabric reports it as a later endorser', () => {
    const found = makeFailure({ message: later, messages: [chaincodeMessage] });
    expect(toExchangeError(found, { asked: ['BuyerMSP'] }).code).toBe('NOT_PERMITTED');
  });

  it('returns the error that all named organisations report, and ENDORSERS_DISAGREE if only some do', () => {
    const asked = ['ExchangeMSP', 'BuyerMSP'];
    const both = makeFailure({ message: later, messages: [chaincodeMessage, chaincodeMessage], mspIds: asked });
    expect(toExchangeError(both, { asked }).code).toBe('NOT_PERMITTED');
    const one = makeFailure({ message: later, messages: [chaincodeMessage], mspIds: ['BuyerMSP'] });
    expect(toExchangeError(one, { asked }).code).toBe('ENDORSERS_DISAGREE');
    const other = new ExchangeError('REVISION_CONFLICT').message;
    const differing = makeFailure({ message: later, messages: [chaincodeMessage, `chaincode response 500, ${other}`], mspIds: asked });
    expect(toExchangeError(differing, { asked }).code).toBe('ENDORSERS_DISAGREE');
  });

  it('returns ENDORSEMENT_FAILED with the endpoint if a later endorser fails', () => {
    const found = toExchangeError(makeFailure({ message: later, messages: ['no connection'] }));
    expect([found.code, found.details]).toEqual(['ENDORSEMENT_FAILED', { endpoints: [{ mspId: 'BuyerMSP' }] }]);
  });

  it.each([status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.RESOURCE_EXHAUSTED])(
    'returns NETWORK_UNAVAILABLE for the gRPC status %s',
    (code) => {
      expect(toExchangeError(makeFailure({ code, message: 'no connection' })).code).toBe('NETWORK_UNAVAILABLE');
    },
  );

  it('returns ENDORSEMENT_FAILED if chaincode failed with another error, or its error was cut', () => {
    expect(toExchangeError(makeFailure({ message: first, messages: ['chaincode response 500, TypeError'] })).code).toBe(
      'ENDORSEMENT_FAILED',
    );
    expect(toExchangeError(makeFailure({ message: first, messages: [chaincodeMessage.slice(0, -5)] })).code).toBe('ENDORSEMENT_FAILED');
  });

  it('returns INTERNAL for an error that is not from Fabric', () => {
    expect(toExchangeError(new TypeError('x is not a function')).code).toBe('INTERNAL');
    expect(toExchangeError('text').code).toBe('INTERNAL');
    expect(toExchangeError(thrown)).toBe(thrown);
  });
});

describe('isAnswered', () => {
  it('returns true if the peer itself reports the failure', () => {
    expect(isAnswered(makeFailure({ code: status.UNAVAILABLE, message: 'no orderers', messages: ['orderer: refused'] }))).toBe(true);
    expect(isAnswered(makeFailure({ code: status.ABORTED, message: 'the orderer refused' }))).toBe(true);
  });

  it('returns false if the connection broke or the deadline passed', () => {
    expect(isAnswered(makeFailure({ code: status.UNAVAILABLE, message: 'connection dropped' }))).toBe(false);
    expect(isAnswered(makeFailure({ code: status.DEADLINE_EXCEEDED, message: 'too late' }))).toBe(false);
  });
});

it('reads the subclasses of the error that the SDK throws', () => {
  const { code, message, details } = makeFailure({ message: first, messages: [chaincodeMessage] });
  const error = new EndorseError({ code, message, details: [...details], cause: new Error(message) as never, transactionId: 'a1' });
  expect(toExchangeError(error).code).toBe('NOT_PERMITTED');
});
