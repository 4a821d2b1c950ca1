import { toCanonicalJson } from '../../kernel/canonical-json';
import type { Details } from '../../kernel/error-table';
import { hashJson, isSameHash, type Hash } from '../../kernel/hash';
import type { Recorded } from '../../kernel/record';
import type { Session } from '../../kernel/session';
import { exchangeKeys } from './keys';
import { defaultParameters, type Exchange, type FoundingDocument } from './records';

/** Computes the hash by which each organisation agrees to a founding document, with which it starts its chaincode. */
export function hashFounding(document: FoundingDocument): Hash {
  return hashJson(document);
}

/** Makes the exchange that a document founds. */
export function makeExchange(document: FoundingDocument, founding = hashFounding(document)): Exchange {
  const { operatorMspId, authorityMspId, organisations, operator, authority, parameters } = document;
  return {
    founding,
    document,
    operatorMspId,
    authorityMspId,
    organisations,
    firstParticipants: [operator.id, authority.id],
    parameters: { ...defaultParameters, ...parameters },
    state: 'FOUNDED',
  };
}

/**
 * Fails if an exchange was not founded by the document with the agreed hash. Two organisations can write the first record of an exchange as
 * they like, so the document itself must have the hash, and the record must be what the document makes or what the authority said since.
 */
export async function checkAgreed(session: Session, agreed: Hash): Promise<Details | undefined> {
  const exchange = await session.find(exchangeKeys.exchange());
  if (!exchange) return undefined;
  const { founding, operatorMspId, authorityMspId } = exchange;
  const isAgreed = isFoundedBy(exchange, agreed) && (exchange.change.revision === 1 || (await isSaidByAuthority(session, exchange)));
  return isAgreed ? undefined : { agreed, founded: founding, operatorMspId, authorityMspId };
}

/** Hashes of the documents that found exchanges, by record: an audit reads the same record in every transaction. */
const foundings = new WeakMap<object, string>();

/** Returns whether a document with the agreed hash founds the exchange: makes its first record, or names the overseers of a later one. */
function isFoundedBy(exchange: Recorded<Exchange>, agreed: Hash): boolean {
  if (foundings.get(exchange) === agreed.value) return true;
  const document = findDocument(exchange, agreed);
  const isFounded = document !== undefined && isMadeOf(exchange, makeExchange(document, agreed));
  if (isFounded) foundings.set(exchange, agreed.value);
  return isFounded;
}

/** Returns the founding document of an exchange if it has the agreed hash. A forged record may lack it. */
function findDocument({ document }: Partial<Exchange>, agreed: Hash): FoundingDocument | undefined {
  return document && isSameHash(hashFounding(document), agreed) ? document : undefined;
}

function isMadeOf({ schema: _schema, change, trail: _trail, ...value }: Recorded<Exchange>, made: Exchange): boolean {
  if (change.revision === 1) return toCanonicalJson(value) === toCanonicalJson(made);
  const isOverseen = value.operatorMspId === made.operatorMspId && value.authorityMspId === made.authorityMspId;
  return isOverseen && isSameHash(value.founding, made.founding);
}

/** Returns whether the authority anchored the exchange as it is, when it agreed to the last change. */
function isSaidByAuthority(session: Session, exchange: Recorded<Exchange>): Promise<boolean> {
  return session.isAnchoredBy(exchange.authorityMspId, exchangeKeys.exchange(), exchange);
}
