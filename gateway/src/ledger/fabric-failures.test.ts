import { status } from '@grpc/grpc-js';
import { EndorseError, GatewayError } from '@hyperledger/fabric-gateway';
import { ExchangeError } from '@databund/model';
import { isAnswered, refusalOfFailure } from './fabric-failures';

const refusal = new ExchangeError('NOT_PERMITTED', { by: ['provider'] });
const first = 'failed to endorse transaction, see attached details for more info';
const later = 'failed to collect enough transaction endorsements, see attached details for more info';
const chaincodeSaid = `chaincode response 500, ${refusal.message}`;

interface Failure {
  readonly code?: number;
  readonly message: string;
  readonly said?: readonly string[];
}

/** A failure as the SDK makes it of a peer’s answer. */
function failure({ code = status.ABORTED, message, said = [] }: Failure): GatewayError {
  const details = said.map((each, index) => ({ address: `peer${String(index)}:7051`, mspId: 'BuyerMSP', message: each }));
  return new GatewayError({ code, message: `${String(code)} ABORTED: ${message}`, details, cause: new Error(message) as never });
}

describe('a failure of Fabric', () => {
  it('is the exchange’s refusal where the first endorser refused', () => {
    const found = refusalOfFailure(failure({ message: first, said: [chaincodeSaid] }));
    expect([found.code, found.details]).toEqual(['NOT_PERMITTED', { by: ['provider'] }]);
  });

  it('is the exchange’s refusal where an evaluation refused, which says it in its message', () => {
    const message = `evaluate call to endorser returned error: ${chaincodeSaid}`;
    expect(refusalOfFailure(failure({ code: status.UNKNOWN, message })).code).toBe('NOT_PERMITTED');
  });

  it.each([
    ['refuses what the first did not', chaincodeSaid],
    ['answers otherwise than the first', 'ProposalResponsePayloads do not match'],
  ])('is a disagreement where a later endorser %s', (_, said) => {
    expect(refusalOfFailure(failure({ message: later, said: [said] })).code).toBe('ENDORSERS_DISAGREE');
  });

  it('is the exchange’s refusal where one organisation alone was asked, of which Fabric speaks as of a later one', () => {
    const found = failure({ message: later, said: [chaincodeSaid] });
    expect(refusalOfFailure(found, { isOneAsked: true }).code).toBe('NOT_PERMITTED');
  });

  it('is a failure to endorse where a later endorser fails, and tells which', () => {
    const found = refusalOfFailure(failure({ message: later, said: ['no connection'] }));
    expect([found.code, found.details]).toEqual(['ENDORSEMENT_FAILED', { endpoints: [{ mspId: 'BuyerMSP', message: 'no connection' }] }]);
  });

  it.each([status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.RESOURCE_EXHAUSTED])(
    'is one of the network where nobody answers: %s',
    (code) => {
      expect(refusalOfFailure(failure({ code, message: 'no connection' })).code).toBe('NETWORK_UNAVAILABLE');
    },
  );

  it('is a failure to endorse where a chaincode failed without a refusal, or its refusal was cut', () => {
    expect(refusalOfFailure(failure({ message: first, said: ['chaincode response 500, TypeError'] })).code).toBe('ENDORSEMENT_FAILED');
    expect(refusalOfFailure(failure({ message: first, said: [chaincodeSaid.slice(0, -5)] })).code).toBe('ENDORSEMENT_FAILED');
  });

  it('is internal where it is not of Fabric at all', () => {
    expect(refusalOfFailure(new TypeError('x is not a function')).code).toBe('INTERNAL');
    expect(refusalOfFailure('text').code).toBe('INTERNAL');
    expect(refusalOfFailure(refusal)).toBe(refusal);
  });
});

describe('a submit that failed', () => {
  it('was not done where the peer itself says so', () => {
    expect(isAnswered(failure({ code: status.UNAVAILABLE, message: 'no orderers', said: ['orderer: refused'] }))).toBe(true);
    expect(isAnswered(failure({ code: status.ABORTED, message: 'the orderer refused' }))).toBe(true);
  });

  it('may have been done where the connection broke or the time ran out', () => {
    expect(isAnswered(failure({ code: status.UNAVAILABLE, message: 'connection dropped' }))).toBe(false);
    expect(isAnswered(failure({ code: status.DEADLINE_EXCEEDED, message: 'too late' }))).toBe(false);
  });
});

it('is told by the SDK’s errors of every step', () => {
  const { code, message, details } = failure({ message: first, said: [chaincodeSaid] });
  const error = new EndorseError({ code, message, details: [...details], cause: new Error(message) as never, transactionId: 'a1' });
  expect(refusalOfFailure(error).code).toBe('NOT_PERMITTED');
});
