/** The ways in which data come: files, answers, readings by the window, or what an algorithm makes of data that stay where they are. */
export const modes = ['download', 'api', 'feed', 'compute'] as const;
export type Mode = (typeof modes)[number];
