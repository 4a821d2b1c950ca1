import type { Preparation } from './blocks/prepare-blocks';
import type { ExpectedEnd } from './checks/verify-end';
import type { PinnedRoots } from './identity/pinned-roots';
import type { Inspector } from './inspector';
import type { NetworkPins } from './pins/network-recorder';

/** Counts of a verification that goes on. */
export interface Progress {
  readonly blocks: number;
  readonly transactions: number;
  readonly problemCount: number;
}

/** Facts that a verification is given to trust, and checks that it makes in addition. */
export interface VerifyOptions<Code extends string = never, Kind extends string = never> extends Preparation, ExpectedEnd {
  /** Root certificates of every MSP of the channel. Without them the roots in block 0 are believed. */
  readonly pinnedRoots?: PinnedRoots;
  /** Policies, orderers and definitions of the channel. Those that are absent are believed. */
  readonly pins?: NetworkPins;
  /** Milliseconds by which a transaction may be ahead of the clocks of most other organisations; 15 minutes by default. */
  readonly skewMs?: number;
  /** Checks an application's own rules. */
  readonly inspector?: Inspector<Code, Kind>;
  /** Called after each block with what was verified so far. */
  readonly progress?: (verified: Progress) => void;
}
