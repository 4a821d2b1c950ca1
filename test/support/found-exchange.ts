import type { CommandOf, Role } from '@databund/model';

/** The organisations of the exchange, and the roles that their participants may hold. */
export const organisations = [
  { mspId: 'ExchangeMSP', roles: ['operator'] },
  { mspId: 'ProviderMSP', roles: ['provider'] },
  { mspId: 'BuyerMSP', roles: ['buyer'] },
  { mspId: 'RegulatorMSP', roles: ['authority', 'assessor', 'arbiter', 'auditor'] },
] as const satisfies readonly OrganisationRoles[];

interface OrganisationRoles {
  readonly mspId: string;
  readonly roles: readonly Role[];
}

/** Makes the command that founds an exchange, from the participant ids of its operator and its authority. */
export function makeFounding(
  operator: string,
  authority: string,
  members: readonly OrganisationRoles[] = organisations,
): CommandOf<'FoundExchange'> {
  return {
    operatorMspId: 'ExchangeMSP',
    authorityMspId: 'RegulatorMSP',
    organisations: members.map(({ mspId, roles }) => ({ mspId, roles: [...roles] })),
    operator: { id: operator, name: { en: 'Operator' } },
    authority: { id: authority, name: { en: 'Authority' } },
  };
}
