/** Regains the type of the members that every input of a kind has, next to those of a noun. `as`: the form of the command has been checked. */
export function narrowCommand<Members extends object>(command: unknown): Members & Readonly<Record<string, unknown>> {
  return command as Members & Readonly<Record<string, unknown>>;
}
