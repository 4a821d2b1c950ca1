/** Settings of webhooks: the addresses that they may reach, and how long they try. */
export interface WebhookSettings {
  /** Permits addresses of this machine and of private networks, and http. */
  readonly isPrivateAllowed: boolean;
  /** The pauses between the attempts of one event; after the last one it is a dead letter. */
  readonly pausesMs: readonly number[];
  /** A webhook that delivered nothing for so long is disabled. */
  readonly disableAfterMs: number;
}

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
/** The schedule that Standard Webhooks recommend. */
export const usualSettings: WebhookSettings = {
  isPrivateAllowed: false,
  pausesMs: [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour],
  disableAfterMs: 5 * 24 * hour,
};
