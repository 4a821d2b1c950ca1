import type { ReadModel } from '../read-model/read-model';
import type { AskedView, FollowedModel, Reads } from '../read-model/reads';

/**
 * Opens the read model once it has all blocks that its peer had when it began to read: before, it knows neither every participant nor every
 * id. @throws READ_MODEL_BEHIND
 */
export async function openCurrent(reads: Reads, followed: FollowedModel | undefined, asked: AskedView = {}): Promise<ReadModel> {
  await reads.openModel({}); // The height of the peer is known with the first block.
  return reads.openModel(asked, { height: followed?.follower.progress.ledgerHeight ?? 0 });
}
