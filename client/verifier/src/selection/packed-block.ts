import type { Block } from '../blocks/block';
import { concatBytes, isSameBytes } from '../blocks/bytes';
import { encodeField, encodeInteger, encodeMessage } from '../wire/encode';
import { common } from '../wire/forms';
import { Message } from '../wire/message';

/** Number of entries in the metadata of a block, of which only the first (the orderers' signatures) is signed. */
const metadataEntries = 5;

/** Encodes a block in the one way in which packs hold it: as Fabric does, without the metadata that nobody signs. @throws MESSAGE_MALFORMED */
export function packBlock(bytes: Uint8Array): Uint8Array {
  const notes: string[] = [];
  const block = new Message(bytes, common.Block, notes);
  const header = new Message(block.getBytes('header'), common.BlockHeader, notes);
  const data = new Message(block.getBytes('data'), common.BlockData, notes).getList('data');
  const metadata = new Message(block.getBytes('metadata'), common.BlockMetadata, notes).getList('metadata');
  const signed = header.getInteger('number') > 0 ? packSignatures(metadata[0] ?? new Uint8Array(), notes) : new Uint8Array();
  const kept = Array.from({ length: metadataEntries }, (_, at) => (at === 0 ? signed : new Uint8Array()));
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

/** Returns whether bytes are a block as packs hold it, so that no byte of it means nothing, and each envelope is a whole one. */
export function isPackedBlock(bytes: Uint8Array, { number, data }: Pick<Block, 'number' | 'data'>): boolean {
  try {
    return isSameBytes(packBlock(bytes), bytes) && data.every((each) => isWholeEnvelope(each, number));
  } catch {
    return false;
  }
}

/** Requires payload and signature: the data hash does not show where one envelope ends and the next begins. Block 0 is not signed. */
function isWholeEnvelope(bytes: Uint8Array, number: number): boolean {
  const envelope = new Message(bytes, common.Envelope, []);
  return envelope.has('payload') && (number === 0 || envelope.has('signature'));
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
