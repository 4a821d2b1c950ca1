import type { Details } from '../../kernel/error-table';
import { hashJson, isSameHash, type Hash } from '../../kernel/hash';
import type { Exchange, FoundingDocument } from './records';

/** Computes the hash by which each organisation agrees to a founding document, with which it starts its chaincode. */
export function hashFounding(document: FoundingDocument): Hash {
  return hashJson(document);
}

/**
 * Fails if an exchange was not founded by the document with the agreed hash. Two organisations can write the first record of an exchange as
 * they like, so the document itself must have the hash, and the overseers must be those that it names.
 */
export function checkAgreed(exchange: Partial<Exchange>, agreed: Hash): Details | undefined {
  const { founding, document, operatorMspId, authorityMspId } = exchange;
  const isAgreed = document && founding?.value === agreed.value && isSameHash(hashFounding(document), agreed);
  const isOverseen = operatorMspId === document?.operatorMspId && authorityMspId === document?.authorityMspId;
  return isAgreed && isOverseen ? undefined : { agreed, founded: founding, operatorMspId, authorityMspId };
}
