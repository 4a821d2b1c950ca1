import { setTimeout as sleep } from 'node:timers/promises';
import { Type } from '@sinclair/typebox';
import { check } from './json';

const Progress = Type.Object({ status: Type.String(), height: Type.Integer(), ledgerHeight: Type.Integer() });

/** Waits until a gateway has read the blocks that its peer has, and returns their number. */
export async function waitForReady(url: string): Promise<number> {
  for (;;) {
    const { status, height } = check(Progress, await (await fetch(`${url}/readyz`)).json());
    if (status === 'ready') return height;
    await sleep(20);
  }
}
