import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void; // `as`: V8 names it so by the flag.

/** Collects garbage when a signal asks for it, so that the memory that a process needs can be read. It is loaded into the process. */
process.on('SIGUSR2', () => {
  collect();
});
