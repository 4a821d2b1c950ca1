/** How far each file of each delivery (a provider’s, by its id) was served from its beginning on. A restart forgets it: the buyer then asks again. */
export class ServedBytes {
  private readonly servedTo = new Map<string, Map<string, number>>();

  /** Notes that a part was served. */
  note(delivery: string, name: string, { start, end }: { readonly start: number; readonly end: number }): void {
    const files = this.servedTo.get(delivery) ?? new Map<string, number>();
    const before = files.get(name) ?? 0;
    if (start <= before) files.set(name, Math.max(before, end + 1));
    this.servedTo.set(delivery, files);
  }

  /** Says whether every file was served whole. */
  isWhole(delivery: string, files: readonly { readonly name: string; readonly byteSize: number }[]): boolean {
    const served = this.servedTo.get(delivery);
    return files.every(({ name, byteSize }) => (served?.get(name) ?? -1) >= byteSize);
  }

  /** Forgets a delivery of which nothing more is to be known. */
  forget(delivery: string): void {
    this.servedTo.delete(delivery);
  }
}
