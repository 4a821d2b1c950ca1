/**
 * The version of these rules, which the definition of the chaincode names on the channel. After `npm run tag-rules` the rules of a version
 * never change: another change needs another version here and in `network/exchange/topology.json`.
 */
export const rulesVersion = '1.2';
