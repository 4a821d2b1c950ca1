import type { common, peer } from '@hyperledger/fabric-protos';

type ValidationCode = peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap];
type HeaderType = common.HeaderTypeMap[keyof common.HeaderTypeMap];

/** Types a validation code as the generated enumeration does. Unknown codes of a block pass unchanged. */
export function toValidationCode(code: number): ValidationCode {
  return code as ValidationCode;
}

/** Types a header type as the generated enumeration does. Unknown types of a block pass unchanged. */
export function toHeaderType(type: number): HeaderType {
  return type as HeaderType;
}
