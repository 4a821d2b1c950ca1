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
export function makeExchange(document: FoundingDocument): Exchange {
  const { operatorMspId, authorityMspId, organisations, operator, authority, parameters } = document;
  return {
    founding: hashFounding(document),
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
  const exchange: Partial<Recorded<Exchange>> | undefined = await session.find(exchangeKeys.exchange());
  if (!exchange) return undefined;
  const { founding, document, operatorMspId, authorityMspId } = exchange;
  const isSaid = document && isOfDocument(exchange, document, agreed) && (await isFromDocumentOrAuthority(session, document));
  return isSaid ? undefined : { agreed, founded: founding, operatorMspId, authorityMspId };
}

/** Returns whether a document has the agreed hash, and names the overseers of the exchange. */
function isOfDocument({ founding, ...exchange }: Partial<Exchange>, document: FoundingDocument, agreed: Hash): boolean {
  const isOverseen = exchange.operatorMspId === document.operatorMspId && exchange.authorityMspId === document.authorityMspId;
  return isOverseen && founding?.value === agreed.value && isSameHash(hashFounding(document), agreed);
}

/** Returns whether the exchange is as its document founds it, or as the authority anchored it when it agreed to the last change. */
async function isFromDocumentOrAuthority(session: Session, document: FoundingDocument): Promise<boolean> {
  const exchange = session.recall(exchangeKeys.exchange());
  if (!exchange) return false;
  if (exchange.change.revision > 1) return session.isAnchoredBy(document.authorityMspId, exchangeKeys.exchange(), exchange);
  const { schema: _schema, change: _change, trail: _trail, ...value } = exchange;
  return toCanonicalJson(value) === toCanonicalJson(makeExchange(document));
}
