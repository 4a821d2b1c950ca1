/** Returns how often a test repeats what it does: `few` times, or as often as it promises if `DATABUND_ROUNDS` is `full`. */
export function chooseRounds({ full, few }: { readonly full: number; readonly few: number }): number {
  return process.env['DATABUND_ROUNDS'] === 'full' ? full : few;
}
