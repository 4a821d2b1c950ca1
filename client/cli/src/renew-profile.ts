import { renewToken, sendByHttp, type TokenAnswer } from '@databund/client';
import { lock } from 'proper-lockfile';
import type { Profile, Profiles } from './profiles';
import { readTokenTimes } from './token-times';

/** A token that ends sooner is renewed before it is used. */
const leadMs = 60_000;
/** A command that was killed leaves its lock behind; others take it over after this time. */
const staleMs = 10_000;
const retries = { retries: 200, factor: 1, minTimeout: 50, maxTimeout: 100, randomize: true };

/** Returns a token of a profile that counts: renewed if it ends soon, and then kept. @throws UsageError, DatabundError TOKEN_INVALID */
export async function renewProfile(profiles: Profiles, name: string): Promise<string> {
  const profile = profiles.get(name);
  if (!isDue(profile)) return profile.token;
  // A refresh token counts once: if two commands used it, the gateway would end the session.
  const release = await lock(profiles.path, { stale: staleMs, retries });
  try {
    return await renewOnce(profiles, name);
  } finally {
    await release();
  }
}

async function renewOnce(profiles: Profiles, name: string): Promise<string> {
  const profile = profiles.get(name); // Another command may have renewed it meanwhile.
  if (!isDue(profile) || profile.refreshToken === undefined) return profile.token;
  const answer = await renewToken({ url: profile.url, fetch: sendByHttp }, profile.refreshToken);
  profiles.add(name, { ...profile, ...keepTokens(answer) });
  return answer.token;
}

/** Returns the members of a profile with new tokens. The end counts by the clock of this machine, which may differ from the gateway's. */
export function keepTokens({ token, expiresAt, refreshToken, sessionEndsAt }: TokenAnswer) {
  const { issuedMs, endMs } = readTokenTimes(token);
  const isKnown = issuedMs !== undefined && endMs !== undefined;
  return {
    token,
    refreshToken,
    sessionEndsAt,
    expiresAt: isKnown ? new Date(Date.now() + endMs - issuedMs).toISOString() : expiresAt,
  };
}

function isDue({ refreshToken, expiresAt }: Profile): boolean {
  return refreshToken !== undefined && expiresAt !== undefined && Date.parse(expiresAt) - Date.now() < leadMs;
}
