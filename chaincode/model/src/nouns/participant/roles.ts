import type { Details } from '../../kernel/error-table';
import type { OrganisationRecord } from '../exchange/records';
import type { Role } from '../../kernel/lifecycle';
import type { ParticipantRecord } from './records';

/** An organisation may hold some roles: the details of a refusal where others are asked for. */
export function beyond(organisation: OrganisationRecord | undefined, asked: readonly Role[]): Details | undefined {
  const allowed = organisation?.roles ?? [];
  return asked.every((role) => allowed.includes(role)) ? undefined : { allowed };
}

/** Who audits reads all and writes nothing, so it can be nothing else besides. */
export function auditsAndMore({ roles }: Pick<ParticipantRecord, 'roles'>): Details | undefined {
  if (!roles.includes('auditor') || roles.length === 1) return undefined;
  return { errors: [{ path: '/roles', reason: 'auditor combines with no other role' }] };
}
