import { concatBytes, isSameBytes } from '../blocks/bytes';
import { encodeField, encodeInteger, encodeMessage } from '../wire/encode';
import { common } from '../wire/forms';
import { Message } from '../wire/message';

/** Position of the committing peer's own hash in the metadata of a block. */
const commitHashAt = 4;
const signaturesAt = 0;

/** Encodes a block in the one way in which packs hold it: as Fabric does, without the commit hash, which nobody signs. @throws MESSAGE_MALFORMED */
export function packBlock(bytes: Uint8Array): Uint8Array {
  const notes: string[] = [];
  const block = new Message(bytes, common.Block, notes);
  const header = new Message(block.getBytes('header'), common.BlockHeader, notes);
  const data = new Message(block.getBytes('data'), common.BlockData, notes).getList('data');
  const metadata = new Message(block.getBytes('metadata'), common.BlockMetadata, notes).getList('metadata');
  const kept = metadata.map((entry, at) => {
    if (at === commitHashAt) return new Uint8Array();
    return at === signaturesAt ? packSignatures(entry, notes) : entry;
  });
  return concatBytes(
    encodeMessage(
      1,
      concatBytes(
        encodeInteger(1, header.getInteger('number')),
        encodeField(2, header.getBytes('previousHash')),
        encodeField(3, header.getBytes('dataHash')),
      ),
    ),
    encodeMessage(2, concatBytes(...data.map((each) => encodeMessage(1, each)))),
    encodeMessage(3, concatBytes(...kept.map((each) => encodeMessage(1, each)))),
  );
}

/** Returns whether bytes are a block as packs hold it, so that no byte of it means nothing. */
export function isPackedBlock(bytes: Uint8Array): boolean {
  try {
    return isSameBytes(packBlock(bytes), bytes);
  } catch {
    return false;
  }
}

function packSignatures(bytes: Uint8Array, notes: string[]): Uint8Array {
  const metadata = new Message(bytes, common.Metadata, notes);
  const signatures = metadata.getList('signatures').map((each) => {
    const signature = new Message(each, common.MetadataSignature, notes);
    return concatBytes(
      encodeField(1, signature.getBytes('signatureHeader')),
      encodeField(2, signature.getBytes('signature')),
      encodeField(3, signature.getBytes('identifierHeader')),
    );
  });
  return concatBytes(encodeField(1, metadata.getBytes('value')), ...signatures.map((each) => encodeMessage(2, each)));
}
