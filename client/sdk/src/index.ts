export * from './core/index';
export { Databund } from './node/databund';
export { type Reached, type Wish } from './node/acquire';
export { type Publication, type PublishedFile, type PublishedListing } from './node/publish-files';
export { sendByHttp } from './node/send-by-http';
export { hashOfFile, isFetched, requireFileName, type Delivered, type HeldFile } from './node/transfer';
export { isPublicAddress, requestGuarded, type GuardedOptions } from './node/guarded-request';
export { verifyWebhook, type WebhookHeaders } from './node/verify-webhook';
