import { steps } from './steps';

/** A listing is LISTED. */
export const listed = [steps.create, steps.submit, steps.approve];
/** An authorisation is GRANTED, after it was requested. */
export const granting = [steps.providerApproves, steps.operatorApproves];
/** An authorisation is ACTIVE, after it was GRANTED. */
export const trading = [steps.order, steps.providerPrices, steps.buyerPrices, steps.fund, steps.activate];
/** An authorisation of a LISTED listing is GRANTED. */
export const granted = [...listed, steps.request, ...granting];
/** The trade of the authorisation is ORDERED. */
export const ordered = [...granted, steps.order];
/** The trade of the authorisation is PRICED. */
export const priced = [...ordered, steps.providerPrices, steps.buyerPrices];
/** The authorisation is ACTIVE after its trade was funded. */
export const active = [...priced, steps.fund, steps.activate];
/** An authorisation that rests on two standing approvals is GRANTED. */
export const backed = [...listed, steps.providerGives, steps.operatorGives, steps.requestBacked];
/** A listing of free data is LISTED. */
export const freeListed = [steps.createFree, steps.submit, steps.approve];
/** An authorisation of free data that rests on two standing approvals is GRANTED. */
export const freeBacked = [...freeListed, steps.providerGives, steps.operatorGives, steps.requestBacked];
/** An authorisation of free data that rests on two standing approvals is ACTIVE. */
export const freeBackedActive = [...freeBacked, steps.orderFree, steps.activate];
/** The authorisation of free data is ACTIVE. */
export const freeActive = [...freeListed, steps.request, ...granting, steps.orderFree, steps.activate];
/** The trade of the authorisation is DISPUTED. */
export const disputed = [...active, steps.openDispute];
/** A delivery of a feed is OPENED. */
export const feed = [steps.createFeed, steps.submit, steps.approve, steps.requestFeed, ...granting, ...trading, steps.open];
/** A delivery of a job's result is OPENED. */
export const job = [...listed, steps.requestJob, ...granting, ...trading, steps.openJob];
/** A resource is REGISTERED. */
export const registered = [steps.createResource, steps.submitResource, steps.giveNotice, steps.registerResource];
/** A mandate over it is GRANTED. */
export const mandated = [...registered, steps.grantMandate];
/** A listing of public data under a mandate is LISTED. */
export const publicListed = [...registered, steps.mandateProvider, steps.createPublic, steps.submit, steps.agree, steps.approve];
/** A trade of public data is ORDERED, at its public charge. */
export const publicOrdered = [...publicListed, steps.request, ...granting, steps.authorityApproves, steps.order];
/** A use of data with a list price is GRANTED. */
export const listPriceGranted = [steps.createAtListPrice, steps.submit, steps.approve, steps.request, ...granting];
/** A trade is ORDERED at the list price. */
export const listPriceOrdered = [...listPriceGranted, steps.orderAtListPrice];
