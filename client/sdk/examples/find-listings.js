// Lists the listings that are open to requests, page by page, with the files that can be delivered.
// Run: DATABUND_URL=... DATABUND_TOKEN=... node client/sdk/examples/find-listings.js
const { Databund } = require('@databund/client');

async function findListings({ url, token }) {
  const databund = new Databund({ url, token });
  const found = [];
  for await (const { id, version, title } of databund.pages(databund.listing.list, { state: 'LISTED', limit: 100 })) {
    const { content } = await databund.listing.get({ id, version });
    const held = (content.distributions ?? []).filter(({ kind }) => kind === 'held');
    found.push({ id, version, title, files: held.map(({ name, byteSize }) => ({ name, byteSize })) });
  }
  return found;
}

module.exports = { findListings };

if (require.main === module) {
  const { DATABUND_URL: url, DATABUND_TOKEN: token } = process.env;
  void findListings({ url, token }).then((found) => console.log(JSON.stringify(found, undefined, 2)));
}
