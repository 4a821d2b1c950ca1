import { peer } from '@hyperledger/fabric-protos';

/** The types of the chaincode protocol; core/chaincode/handler.go. */
export const { Type } = peer.ChaincodeMessage;

/** Reads one message type's name, for the texts of refusals. */
export const typeNames: ReadonlyMap<number, string> = new Map(Object.entries(Type).map(([name, value]) => [value, name]));

/** A message of the chaincode stream. */
export function makeMessage(
  type: peer.ChaincodeMessage.TypeMap[keyof peer.ChaincodeMessage.TypeMap],
  of: { readonly channelId?: string; readonly txId?: string; readonly payload?: Uint8Array },
): peer.ChaincodeMessage {
  const message = new peer.ChaincodeMessage();
  message.setType(type);
  message.setPayload(of.payload ?? new Uint8Array());
  message.setTxid(of.txId ?? '');
  message.setChannelId(of.channelId ?? '');
  return message;
}
