/** The ways in which data are delivered: as files, as API answers, as windows of readings, or as the output of a job that runs on data which stay in place. */
export const modes = ['download', 'api', 'feed', 'compute'] as const;
export type Mode = (typeof modes)[number];
