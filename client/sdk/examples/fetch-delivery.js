// Opens a delivery under an ACTIVE authorisation as a buyer, downloads its files and acknowledges them.
// Run: DATABUND_URL=... DATABUND_TOKEN=... node client/sdk/examples/fetch-delivery.js aut-... ./received
const { mkdirSync } = require('node:fs');
const { basename, join } = require('node:path');
const { Databund, newId } = require('@databund/client');

async function fetchUnder({ url, token, authorisation, folder }) {
  const databund = new Databund({ url, token });
  const { object: delivery } = await databund.delivery.open({ id: newId('dlv'), authorisation });
  const { content } = await databund.listing.get({ id: delivery.listing, version: delivery.version });
  const files = (content.distributions ?? []).filter(({ kind }) => kind === 'held');
  mkdirSync(folder, { recursive: true });
  for (const file of files) await databund.download(delivery.id, file, join(folder, basename(file.name)));
  // The hash of each file was checked, so that together they are what the delivery expects.
  const { revision, expected } = await databund.delivery.get({ id: delivery.id });
  const { object } = await databund.delivery.acknowledge({ id: delivery.id, revision, hash: expected });
  return { delivery: object.id, state: object.state, files: files.map(({ name }) => join(folder, basename(name))) };
}

module.exports = { fetchUnder };

if (require.main === module) {
  const { DATABUND_URL: url, DATABUND_TOKEN: token } = process.env;
  const [authorisation, folder] = process.argv.slice(2);
  void fetchUnder({ url, token, authorisation, folder }).then((fetched) => console.log(JSON.stringify(fetched, undefined, 2)));
}
