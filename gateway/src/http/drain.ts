import { setTimeout as sleep } from 'node:timers/promises';

/** The time between the order to stop and the end of service, in which a load balancer finds other gateways. */
export class Drain {
  private hasBegun = false;

  constructor(private readonly seconds = 0) {}

  /** True as soon as the gateway was ordered to stop. */
  get isDraining(): boolean {
    return this.hasBegun;
  }

  /** Says from now on that the gateway is not ready, and waits while it still serves. */
  async begin(): Promise<void> {
    this.hasBegun = true;
    if (this.seconds > 0) await sleep(this.seconds * 1000);
  }
}
