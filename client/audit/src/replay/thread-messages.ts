import type { BlockReplayOptions } from './block-replayer';
import type { ReplayReport } from './re-executor';

/** A message to the thread that replays: an audit begins, its next block, or its end. */
export type ThreadOrder =
  | { readonly kind: 'begin'; readonly options: BlockReplayOptions }
  | { readonly kind: 'block'; readonly block: Uint8Array }
  | { readonly kind: 'finish' };

/** An answer of the thread that replays: one for each block, with the reason if it could not be read, and the report at the end. */
export type ThreadAnswer =
  { readonly kind: 'replayed'; readonly failure?: string } | { readonly kind: 'report'; readonly report: ReplayReport };
