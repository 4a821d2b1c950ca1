/** The name under which the exchange's chaincode is deployed if no other is given. */
export const exchangeChaincode = 'databund';
