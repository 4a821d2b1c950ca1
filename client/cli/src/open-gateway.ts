import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Acting, Session } from './session';
import { UsageError } from './usage-error';

/** Prints the address of the gateway with a one-time code, and opens it on a terminal. @throws UsageError, DatabundError */
export async function openGateway(session: Session, role: string | undefined): Promise<void> {
  const acting = role === undefined ? await session.getActing() : await findCastMember(session, role);
  const { code, expiresAt } = await (await session.connectAs(acting)).makeSessionCode();
  // Browsers send nothing that follows #, so no log of a proxy has the code.
  const address = new URL(`/#code=${code}`, acting.url).href;
  if (session.isJson) return session.print({ address, code, expiresAt });
  session.printText(address);
  session.openAddress?.(address);
}

/** Returns the profile of a participant of the exchange on this machine. @throws UsageError OPTION_INVALID elsewhere */
async function findCastMember(session: Session, role: string): Promise<Acting> {
  if (existsSync(join(dirname(session.configFile), 'cast.json'))) return (await session.openProfiles()).getNamed(role);
  throw new UsageError(
    'OPTION_INVALID',
    '--as is for the exchange that `npm start` runs: go to its folder, or name its profiles.json with DATABUND_CONFIG',
  );
}
