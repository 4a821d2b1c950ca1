/** Bytes that are written one field after another, without an array for each of them. */
export class ByteWriter {
  private bytes = new Uint8Array(1_024);
  private length = 0;

  write(bytes: Uint8Array): void {
    this.extend(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Writes a field of bytes; an empty one is left out, as Fabric's encoder does. */
  writeField(number: number, content: Uint8Array): void {
    if (content.length === 0) return;
    this.writeVarint(number * 8 + 2);
    this.writeVarint(content.length);
    this.write(content);
  }

  /** Returns what was written since the last time; the next write replaces it. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }

  private writeVarint(value: number): void {
    this.extend(8);
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.writeByte((rest % 128) + 128);
    this.writeByte(rest);
  }

  private writeByte(byte: number): void {
    this.bytes[this.length] = byte;
    this.length += 1;
  }

  private extend(length: number): void {
    if (this.length + length <= this.bytes.length) return;
    const before = this.bytes;
    this.bytes = new Uint8Array((this.length + length) * 2);
    this.bytes.set(before);
  }
}
