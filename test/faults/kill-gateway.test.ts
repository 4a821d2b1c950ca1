import { chooseRounds } from '../support/choose-rounds';
import { FaultedGateway } from './faulted-gateway';
import { killGateway } from './kill-gateway';

let gateway: FaultedGateway;
beforeAll(async () => {
  gateway = await FaultedGateway.open();
}, 60_000);
afterAll(() => gateway.close());

it('a gateway that is killed under load loses no idempotent write, and does none twice', async () => {
  const { kills, accepted, lost, doubled } = await killGateway(gateway, chooseRounds({ full: 200, few: 5 }), () => undefined);
  process.stdout.write(`${String(kills)} kills, ${String(accepted)} accepted writes\n`);
  expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
}, 1_800_000);
