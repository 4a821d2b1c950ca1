/** A bounded memory: when it is full, it forgets the value that was not used for longest. */
export class RecentValues<T extends object> {
  private readonly values = new Map<string, T>();

  constructor(private readonly limit: number) {}

  /** Returns the value of a name, made if it is not known. */
  get(name: string, make: () => T): T {
    const value = this.values.get(name) ?? make();
    this.values.delete(name); // Moves it to the end.
    this.values.set(name, value);
    if (this.values.size > this.limit) this.values.delete(this.values.keys().next().value ?? '');
    return value;
  }
}
