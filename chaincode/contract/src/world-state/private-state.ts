/** The name of the collection that only one organisation’s peers hold; every Fabric chaincode has it undeclared. */
export function implicitCollection(mspId: string): string {
  return `_implicit_org_${mspId}`;
}
