import { decompressSnappy } from 'hyparquet-compressors';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import { formatStruct, I32, I64, LIST, parseStruct, STRUCT, Struct } from '../../src/source/parquet/thrift.ts';

const RLE = 3;

/** The same file with its data pages in version 1 (levels packed with the values), packed with snappy or not at all. */
export function withPagesOfVersion1(bytes: Uint8Array, snappy = true): Uint8Array {
  const footerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);
  const footer = parseStruct(bytes.subarray(bytes.length - 8 - footerLength)).value;
  const out: Uint8Array[] = [Buffer.from('PAR1')];
  let offset = 4;
  const write = (part: Uint8Array): void => {
    out.push(part);
    offset += part.length;
  };
  for (const group of footer.structs(4)) {
    for (const chunk of group.structs(1)) {
      const meta = chunk.struct(3)!;
      const from = meta.number(11) ?? meta.number(9)!;
      const packs = meta.number(4) === 1;
      const start = offset;
      let data = -1;
      for (let at = from; at < from + meta.number(7)!; ) {
        const { value: header, end } = parseStruct(bytes.subarray(at));
        const body = bytes.subarray(at + end, at + end + header.number(3)!);
        at += end + body.length;
        const v2 = header.struct(8);
        const levels = v2 ? body.subarray(0, v2.number(5)! + v2.number(6)!) : new Uint8Array();
        const size = header.number(2)! - levels.length;
        const rest = body.subarray(levels.length);
        const packed = packs && v2?.bool(7) !== false;
        const values = packed && size > 0 ? decompressSnappy(rest, size) : rest;
        if (v2) {
          if (data < 0) data = offset;
          header.delete(8).set(1, I32, 0);
          const part = new Struct().set(1, I32, v2.number(1)!).set(2, I32, v2.number(4)!);
          header.set(5, STRUCT, part.set(3, I32, RLE).set(4, I32, RLE));
        }
        const [rep, def] = [levels.subarray(0, v2?.number(6)), levels.subarray(v2?.number(6) ?? 0)];
        const plain = Buffer.concat([rep, def].flatMap((l) => (l.length > 0 ? [lengthOf(l), l] : [])).concat(values));
        const written = snappy ? snappyCompress(plain) : plain;
        header.set(2, I32, plain.length).set(3, I32, written.length);
        write(formatStruct(header));
        write(written);
      }
      if (meta.number(11) !== undefined) meta.set(11, I64, BigInt(start));
      meta
        .set(9, I64, BigInt(data))
        .set(7, I64, BigInt(offset - start))
        .set(4, I32, snappy ? 1 : 0);
      chunk.set(3, STRUCT, meta);
    }
    group.set(1, LIST, { elem: STRUCT, items: group.structs(1) });
  }
  const end = formatStruct(footer);
  return new Uint8Array(Buffer.concat([...out, end, lengthOf(end), Buffer.from('PAR1')]));
}

function lengthOf(part: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(part.length);
  return length;
}
