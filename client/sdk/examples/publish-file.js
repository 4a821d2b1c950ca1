// Describes a file as a provider, uploads its bytes to the gateway and submits the listing for review.
// Run: DATABUND_URL=... DATABUND_TOKEN=... node client/sdk/examples/publish-file.js readings.csv "Readings of a meter"
const { statSync } = require('node:fs');
const { basename } = require('node:path');
const { Databund, DatabundError, hashOfFile, newId } = require('@databund/client');

async function publishFile({ url, token, path, title }) {
  const databund = new Databund({ url, token });
  const id = newId('lst'); // made here, so that a retry is the same listing
  const hash = { alg: 'sha-256', value: await hashOfFile(path) };
  const content = {
    title: { en: title },
    description: { en: `${title}: ${basename(path)}` },
    publisher: { name: { en: 'The provider' } },
    licence: 'unspecified',
    languages: ['en'],
    grade: 'general',
    personalData: { level: 'none' },
    kind: 'download',
    offer: { permission: [{ action: 'use' }] },
    charge: { basis: 'free' },
    distributions: [{ kind: 'held', name: basename(path), mediaType: 'application/octet-stream', byteSize: statSync(path).size, hash }],
  };
  try {
    const { object: draft } = await databund.listing.create({ id, content });
    await databund.upload(draft, basename(path), path);
    const { object, transactionId, blockNumber } = await databund.listing.submit({ id, version: 1, revision: draft.revision });
    return { id, state: object.state, contentHash: object.contentHash, transactionId, blockNumber };
  } catch (error) {
    // An error has a code, details and a remedy. The step that failed changed nothing; after an earlier one, the listing `id` is a draft.
    if (error instanceof DatabundError) throw new Error(`${error.code}: ${error.remedy} ${JSON.stringify(error.details)}`);
    throw error;
  }
}

module.exports = { publishFile };

if (require.main === module) {
  const { DATABUND_URL: url, DATABUND_TOKEN: token } = process.env;
  const [path, title = path] = process.argv.slice(2);
  const fail = (message) => {
    console.error(message);
    process.exitCode = 1;
  };
  if (!url || !token || !path) fail('Usage: DATABUND_URL=... DATABUND_TOKEN=... node publish-file.js FILE [TITLE]');
  else
    publishFile({ url, token, path, title })
      .then((published) => console.log(JSON.stringify(published, undefined, 2)))
      .catch((error) => fail(error.message));
}
