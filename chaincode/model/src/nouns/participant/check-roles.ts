import type { Details } from '../../kernel/error-table';
import type { Role } from '../../kernel/lifecycle';
import type { OrganisationRecord } from '../exchange/records';
import type { ParticipantRecord } from './records';

/** Returns the roles that an organisation may hold if others are asked for. */
export function checkRolesAllowed(organisation: OrganisationRecord | undefined, asked: readonly Role[]): Details | undefined {
  const allowed = organisation?.roles ?? [];
  return asked.every((role) => allowed.includes(role)) ? undefined : { allowed };
}

/** Fails if an auditor holds another role: it reads everything and writes nothing. */
export function checkAuditorAlone({ roles }: Pick<ParticipantRecord, 'roles'>): Details | undefined {
  if (!roles.includes('auditor') || roles.length === 1) return undefined;
  return { errors: [{ path: '/roles', reason: 'auditor cannot be combined with another role' }] };
}
