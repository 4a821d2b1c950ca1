import { voices } from './charter';
import { noState } from './kernel/lifecycle';
import type { Voice, VoiceStep } from './kernel/voice';

function listUnsealed(type: string, { steps }: Voice): readonly string[] {
  return Object.entries(steps)
    .filter(([, step]) => !step.isEmpty && step.binds === undefined && Object.values(steps).some((next) => mayLose(step, next)))
    .map(([action]) => `${type}/${action}`);
}

/** Returns whether another organisation may take a step in the state to which a step leads, or in the one that comes back without it. */
function mayLose(step: VoiceStep, next: VoiceStep): boolean {
  const isOther = step.by.length > 1 || next.by.some((speaker) => !step.by.includes(speaker));
  const before = step.from.filter((state) => state !== noState);
  const states = [...before, ...(step.to === 'same' ? [] : step.to)];
  return isOther && states.some((state) => next.from.includes(state));
}

describe('voices', () => {
  it('seal every step that others build on, which who took it could else take back alone', () => {
    expect(Object.entries(voices).flatMap(([type, voice]) => listUnsealed(type, voice))).toEqual([]);
  });
});
