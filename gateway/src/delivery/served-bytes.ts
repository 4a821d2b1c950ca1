/** How far each file of each delivery was served from its beginning on. A restart forgets it: the buyer then asks again. */
export class ServedBytes {
  private readonly servedTo = new Map<string, number>();

  /** Notes that a part was served. */
  note(delivery: string, name: string, { start, end }: { readonly start: number; readonly end: number }): void {
    const key = `${delivery}\n${name}`;
    const before = this.servedTo.get(key) ?? 0;
    if (start <= before) this.servedTo.set(key, Math.max(before, end + 1));
  }

  /** Says whether every file was served whole. */
  isWhole(delivery: string, files: readonly { readonly name: string; readonly byteSize: number }[]): boolean {
    return files.every(({ name, byteSize }) => (this.servedTo.get(`${delivery}\n${name}`) ?? 0) >= byteSize);
  }
}
