import { voices } from './charter';
import type { Voice, VoiceStep } from './kernel/voice';

/** Steps after which others speak and that are not sealed, with the reason. */
const unsealed: Readonly<Record<string, string>> = {
  'delivery/sendWindow': 'each window replaces the one before, and only its provider loses by taking it back',
  'window/sendWindow': 'only its provider loses by taking it back',
};

function listUnsealed(type: string, { steps }: Voice): readonly string[] {
  return Object.entries(steps)
    .filter(([, step]) => !step.isEmpty && step.binds === undefined && Object.values(steps).some((next) => mayFollow(step, next)))
    .map(([action]) => `${type}/${action}`);
}

/** Returns whether another organisation may take a step in the state to which a step leads. */
function mayFollow(step: VoiceStep, next: VoiceStep): boolean {
  const isOther = step.by.length > 1 || next.by.some((speaker) => !step.by.includes(speaker));
  const states = step.to === 'same' ? step.from : step.to;
  return isOther && states.some((state) => next.from.includes(state));
}

describe('voices', () => {
  it('seal every step after which another organisation may speak, which who took it could else take back alone', () => {
    expect(Object.entries(voices).flatMap(([type, voice]) => listUnsealed(type, voice))).toEqual(Object.keys(unsealed));
  });
});
