import { peer } from '@hyperledger/fabric-protos';

/** Message types of the chaincode protocol. */
export const { Type } = peer.ChaincodeMessage;

/** Names of the message types, for error texts. */
export const typeNames: ReadonlyMap<number, string> = new Map(Object.entries(Type).map(([name, value]) => [value, name]));

/** Makes a message of the chaincode stream. */
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
