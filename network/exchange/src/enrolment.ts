import { admitMember, isRefusal, registerMember } from './admission';
import { makeMember, type CastMember } from './cast';
import type { ExchangeFolder } from './exchange-folder';
import { describeStatus } from './participant-problem';
import { SetupError } from './setup-error';
import { readStatus, type ParticipantStatus } from './participant-status';

/** The participant to enrol; without a title, others see its name. */
export interface EnrolmentRequest extends Pick<CastMember, 'name' | 'mspId' | 'roles'> {
  readonly title?: string | undefined;
}

/** A step that was missing; its text is printed before it begins. */
type OnStep = (text: string) => void;

/**
 * Enrols a participant while the exchange serves at `url`. Does only the steps that are missing, so an interrupted enrolment is finished by
 * the same request, and several may run at once.
 * @throws SetupError PROFILE_TAKEN, ROLE_NOT_ALLOWED, PARTICIPANT_DIFFERS, PARTICIPANT_NOT_USABLE; DatabundError if the exchange refuses the participant
 */
export async function enrolParticipant(
  folder: ExchangeFolder,
  url: string,
  request: EnrolmentRequest,
  onStep: OnStep,
): Promise<CastMember> {
  const member = await findOrAddMember(folder, request, onStep);
  await completeProfile(folder, url, member, onStep);
  const status = await readStatus(folder, member);
  if (status === 'UNKNOWN' || status === 'APPLIED') await admit(folder, member, status, onStep);
  else requireActive(folder, member, status);
  return member;
}

async function findOrAddMember(folder: ExchangeFolder, request: EnrolmentRequest, onStep: OnStep): Promise<CastMember> {
  const { name, mspId, roles, title = name } = request;
  const known = folder.cast.find((member) => member.name === name);
  if (known) return requireSame(known, request);
  if (folder.findProfile(name)) {
    const reason = `${folder.profiles.path} has a profile "${name}" of a participant that is not in cast.json.`;
    throw new SetupError('PROFILE_TAKEN', `${reason} Choose another --name, or remove that profile.`);
  }
  await requireRoles(folder, request);
  onStep('adding it to cast.json');
  return requireSame(await folder.addMember(makeMember({ name, mspId, roles, title: { en: title } })), request);
}

/** Asks the exchange which roles an organisation may hold, before anything is issued. @throws SetupError ROLE_NOT_ALLOWED */
async function requireRoles(folder: ExchangeFolder, { mspId, roles }: EnrolmentRequest): Promise<void> {
  const { organisations } = await folder.connectAs('operator').exchange.get({});
  const allowed = organisations.find((each) => each.mspId === mspId)?.roles ?? [];
  const refused = roles.filter((role) => !allowed.includes(role));
  if (refused.length === 0) return;
  const reason = `ROLE_NOT_ALLOWED: participants of ${mspId} cannot be ${refused.join(', ')}; expected some of ${allowed.join(', ')}.`;
  throw new SetupError('ROLE_NOT_ALLOWED', `${reason} Nothing was issued. Choose other --roles, or another --msp.`);
}

/** @throws SetupError PARTICIPANT_DIFFERS naming what differs */
function requireSame(known: CastMember, request: EnrolmentRequest): CastMember {
  const parts = [
    ['organisation is', known.mspId, request.mspId],
    ['roles are', joinSorted(known.roles), joinSorted(request.roles)],
    ['title is', known.title['en'], request.title ?? known.title['en']],
  ] as const;
  const differences = parts.flatMap(([part, is, asked]) => (is === asked ? [] : [`its ${part} ${String(is)}, not ${String(asked)}`]));
  if (differences.length === 0) return known;
  const reason = `${known.name} is in cast.json already, and ${differences.join('; ')}.`;
  throw new SetupError('PARTICIPANT_DIFFERS', `${reason} Choose another --name, or ask for the same participant.`);
}

function joinSorted(names: readonly string[]): string {
  return [...new Set(names)].sort().join(', ');
}

/** Issues certificate, wallet entry, token and profile, unless the gateway accepts the profile that is there. */
async function completeProfile(folder: ExchangeFolder, url: string, member: CastMember, onStep: OnStep): Promise<void> {
  const hasCertificate = folder.credentials.has(member);
  if (!hasCertificate) {
    onStep(`issuing its certificate by the CA of ${member.mspId}`);
    await folder.credentials.issue(member);
  }
  const profile = folder.findProfile(member.name);
  const isCurrent = hasCertificate && profile?.participant === member.participantId && profile.url === url;
  if (isCurrent && (await readStatus(folder, member)) !== 'NO_IDENTITY') return;
  onStep("putting its certificate into the gateway's wallet and issuing a token");
  const tokens = await folder.issueTokens([member]);
  onStep('writing its command-line profile');
  await folder.saveProfiles([member], url, tokens);
}

/** A participant that the exchange refuses to register is removed again, so that a corrected request may use its name. */
async function admit(folder: ExchangeFolder, member: CastMember, status: ParticipantStatus, onStep: OnStep): Promise<void> {
  try {
    if (status === 'UNKNOWN') {
      onStep('registering it');
      await registerMember(folder, member);
    }
  } catch (error) {
    if (isRefusal(error)) await folder.removeMember(member);
    throw error;
  }
  onStep('admitting it, as the operator');
  await admitMember(folder, member);
}

/** @throws SetupError PARTICIPANT_NOT_USABLE */
function requireActive(folder: ExchangeFolder, member: CastMember, status: ParticipantStatus): void {
  const problem = describeStatus(folder, member, status);
  if (problem) throw new SetupError('PARTICIPANT_NOT_USABLE', `${member.name} cannot act. ${problem.reason} ${problem.nextStep}`);
}
