/** Returns the name of the collection that only one organisation's peers hold. Every Fabric chaincode has it without declaring it. */
export function nameCollection(mspId: string): string {
  return `_implicit_org_${mspId}`;
}
