import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Runs a program in this process, and writes the processor time that it took to a file, in microseconds. */
const [node = '', , note = '', entry = '', ...words] = process.argv;
process.argv = [node, entry, ...words];
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(note, String(user + system));
});
process.once('SIGINT', () => process.exit(130));

void import(pathToFileURL(entry).href);
