import { DatabundError, sendByHttp, startSession } from '@databund/client';
import { requireWebAddress } from './check-options';
import type { Profiles } from './profiles';
import { keepTokens } from './renew-profile';
import type { Session } from './session';
import { UsageError } from './usage-error';

const firstName = 'default';

/** Begins a session with a one-time code, and stores it as a profile, which comes into use. @throws UsageError, DatabundError TOKEN_INVALID */
export async function logIn(session: Session, given: { readonly gateway?: string; readonly code?: string }): Promise<void> {
  const profiles = await session.openProfiles();
  const url = given.gateway ?? findGateway(profiles, session.profileName);
  requireWebAddress('--gateway', url);
  const code = given.code ?? (await askCode(session, url));
  const answer = await startSession({ url, fetch: sendByHttp }, code);
  const { participant, sessionEndsAt } = answer;
  const name = session.profileName ?? chooseName(profiles, { url, participant });
  profiles.add(name, { url, participant, ...keepTokens(answer) });
  profiles.use(name);
  await session.print({ profile: name, gateway: url, participant, sessionEndsAt });
}

/** Returns the name of the profile that the participant has, or a new one: no login takes the profile of somebody else. */
function chooseName(profiles: Profiles, { url, participant }: { readonly url: string; readonly participant: string }): string {
  const own = profiles.list().find((each) => each.url === url && each.participant === participant);
  return own?.name ?? (profiles.has(firstName) ? participant : firstName);
}

/** Returns the gateway of the named profile, or of the one in use. @throws UsageError OPTION_INVALID without one */
function findGateway(profiles: Profiles, given: string | undefined): string {
  const name = given ?? profiles.list().find(({ current }) => current)?.name;
  if (name !== undefined && profiles.has(name)) return profiles.get(name).url;
  throw new UsageError('OPTION_INVALID', 'give --gateway, the address of the gateway, such as https://gateway.example');
}

async function askCode(session: Session, url: string): Promise<string> {
  const code = (await session.ask?.(`One-time code for ${url}: `))?.trim() ?? '';
  if (code !== '') return code;
  throw new UsageError('OPTION_INVALID', 'give --code, the one-time code that the operator of the gateway made for you');
}

/** Ends the session at the gateway, and removes the profile in any case. @throws UsageError PROFILE_MISSING, DatabundError */
export async function logOut(session: Session): Promise<void> {
  const { name, url } = await session.getActing();
  try {
    await (await session.connect()).endSession();
  } catch (error) {
    if (!isEnded(error)) throw error;
    session.note('The session had ended already.');
  } finally {
    if (name !== undefined) (await session.openProfiles()).remove(name);
  }
  await session.print({ ended: name ?? 'DATABUND_TOKEN', gateway: url });
}

function isEnded(error: unknown): boolean {
  return error instanceof DatabundError && error.code === 'TOKEN_INVALID';
}
