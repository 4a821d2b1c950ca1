export { runCommandLine } from './program';
export type { Surroundings } from './surroundings';
