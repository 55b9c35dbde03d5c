import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CborReader, WireError } from './cborReader.ts';
import { CborWriter, halfBits } from './cborWriter.ts';
import type { ColumnValue } from './operation.ts';

const columnValue: fc.Arbitrary<ColumnValue> = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0.5, -0.25, 65504, 2 ** -24, 2 ** -14, 1.5, 0.1, 2 ** 53, -(2 ** 60), 1e300, 2 ** -149, 5e-324),
  fc.constant(null),
  fc.uint8Array({ maxLength: 300 }),
);
const columns = fc.uniqueArray(fc.tuple(fc.nat(100_000), columnValue), { selector: ([id]) => id, maxLength: 30 });

const normal = (value: ColumnValue): ColumnValue => (value === 0 ? 0 : value);

test('column maps come back as they went, whatever order they were built in', () => {
  fc.assert(
    fc.property(columns, (entries) => {
      const bytes = new CborWriter(8).columns(new Map(entries)).view();
      const reader = new CborReader(bytes);
      const read = reader.columns(1000);
      reader.end();
      const ascending = entries.toSorted((a, b) => a[0] - b[0]).map(([id, value]) => [id, normal(value)]);
      expect([...read]).toEqual(ascending);
    }),
    { numRuns: 300 },
  );
});

test('the bytes are those of another implementation of RFC 8949 section 4.2.1', () => {
  fc.assert(
    fc.property(columns, (entries) => {
      const map = new Map(entries.map(([id, value]) => [id, normal(value)]));
      const theirs = Buffer.from(encode(map, rfc8949EncodeOptions));
      expect(new CborWriter().columns(map).bytesWritten().toString('hex')).toBe(theirs.toString('hex'));
    }),
    { numRuns: 300 },
  );
});

/** Reads any item with the strict reader, as bytes passed over. */
function accepts(bytes: Uint8Array): boolean {
  const reader = new CborReader(bytes);
  try {
    reader.skip(16);
    reader.end();
    return true;
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (value instanceof Map) return [...value].flat().flatMap(numbersIn);
  return Array.isArray(value) ? value.flatMap(numbersIn) : [];
}

test('every binary16 number, the smallest too, is written in two bytes', () => {
  for (let bits = 1; bits < 0x7c00; bits++) {
    const value = bits < 0x400 ? bits * 2 ** -24 : (1 + (bits & 0x3ff) / 1024) * 2 ** ((bits >> 10) - 15);
    expect(halfBits(value)).toBe(bits);
  }
});

test('whatever random bytes are accepted are the one encoding of their value', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 24 }), (bytes) => {
      if (!accepts(bytes)) return;
      const value: unknown = decode(bytes, { useMaps: true });
      // The other implementation writes numbers below 2^-14 as binary32, although binary16 holds some of them.
      if (numbersIn(value).some((each) => each !== 0 && Math.abs(each) < 2 ** -14)) return;
      expect(Buffer.from(encode(value, rfc8949EncodeOptions))).toEqual(Buffer.from(bytes));
    }),
    { numRuns: 5000 },
  );
});

test.each([
  ['an integer with a needless byte', '1817'],
  ['an integer with needless bytes', '190017'],
  ['a length with a needless byte', '5801ff'],
  ['an indefinite byte string', '5f41ff41ffff'],
  ['an indefinite array', '9f01ff'],
  ['an indefinite map', 'bf0101ff'],
  ['a reserved length', '1c'],
  ['an integer beyond 2^53', '1b0020000000000000'],
  ['a negative integer beyond 2^53', '3b001fffffffffffff'],
  ['a float that is an integer', 'f93c00'],
  ['a float longer than needed', 'fa3fc00000'],
  ['a double longer than needed', 'fb3ff8000000000000'],
  ['not a number', 'f97e00'],
  ['infinity', 'f97c00'],
  ['minus zero', 'f98000'],
  ['undefined', 'f7'],
  ['a simple value', 'e0'],
  ['a tag', 'c100'],
  ['text that is not UTF-8', '61ff'],
  ['half a surrogate', '63eda080'],
  ['map keys out of order', 'a202010101'],
  ['a map key twice', 'a201010102'],
  ['a text key', 'a1616101'],
  ['a string longer than what is left', '5affffffff00'],
  ['an array longer than what is left', '9affffffff00'],
  ['a map longer than what is left', 'baffffffff00'],
  ['nothing', ''],
  ['two items', '0000'],
  ['nested beyond the depth', `${'81'.repeat(17)}00`],
])('refuses %s', (_, hex) => {
  expect(accepts(Buffer.from(hex, 'hex'))).toBe(false);
});

test('the writer refuses what has no place in the format', () => {
  const writer = () => new CborWriter(4);
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => writer().value(value)).toThrow(TypeError);
  }
  expect(() => writer().integer(2 ** 53)).toThrow(TypeError);
  expect(() => writer().integer(1.5)).toThrow(TypeError);
  expect(() => writer().unsigned(-1)).toThrow(TypeError);
  expect(() => writer().bytesOf(new Uint8Array(31), 32)).toThrow(RangeError);
  expect(() => writer().textUpTo('中'.repeat(86), 256)).toThrow(RangeError);
  expect(() => writer().columns(new Map([[-1, 'x']]))).toThrow(TypeError);
  expect(() => writer().columns(new Map([[1.5, 'x']]))).toThrow(TypeError);
  const wrong: ColumnValue[] = JSON.parse('[true, {"a": 1}, [1]]');
  for (const value of wrong) expect(() => writer().value(value)).toThrow(TypeError);
});

test('a lone surrogate becomes the replacement character, as in the database', () => {
  expect(new CborReader(new CborWriter().text('a\ud800b').view()).text()).toBe('a\ufffdb');
});

test('caps are checked before anything is allocated', () => {
  const text = new CborWriter().text('中文').view();
  expect(() => new CborReader(text).text(5)).toThrow(WireError);
  expect(new CborReader(text).text(6)).toBe('中文');
  expect(() => new CborReader(Buffer.from('83010203', 'hex')).array(2)).toThrow(WireError);
  expect(() => new CborReader(Buffer.from('1903e8', 'hex')).unsigned(999)).toThrow('more than 999');
});
