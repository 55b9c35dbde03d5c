import * as z from 'zod';
import { done, type Result, refused } from '../../shared/domain/refusal.ts';
import { badMapping } from './refusals.ts';

/** How days are written in a source. `M/D/YYYY` reads one and two digits; nothing is guessed. */
export const dateFormats = ['YYYY-MM-DD', 'YYYY/M/D', 'YYYYMMDD', 'M/D/YYYY', 'D/M/YYYY', 'D.M.YYYY'] as const;
export type DateFormat = (typeof dateFormats)[number];

/** A value: text in which `{Column}` stands for the row's value of that column. Without braces it is the same for every row. */
const value = z.string().max(400);
/** A phone number; `by` and `prefixes` say which country code a number has that the source writes without one. */
const phone = z
  .union([
    value,
    z.strictObject({ from: value, by: value, prefixes: z.record(z.string(), z.string().regex(/^\+\d{1,4}$/)) }),
  ])
  .optional();
export type PhoneField = z.infer<typeof phone>;
const fileName = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^/\\]+$/, 'a file name without folders');

const table = <F extends z.ZodRawShape>(fields: F) =>
  z.strictObject({
    file: fileName,
    delimiter: z.enum([',', ';', '\t', '|']).default(','),
    dates: z.enum(dateFormats).optional(),
    fields: z.strictObject(fields),
  });

/**
 * Which columns of a folder of CSV files are what: see docs/mappings.md. Employees, clients and orders must be there;
 * contacts, lines and payments may be.
 */
export const mappingSchema = z.strictObject({
  format: z.literal('shouke-mapping-1'),
  name: z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and hyphens'),
  /** What a person should know of the source; printed in the report. */
  about: z.string().max(2000).optional(),
  dates: z.enum(dateFormats).default('YYYY-MM-DD'),
  employees: table({
    id: value,
    name: value,
    idType: z.enum(['residentId', 'hkMoTwResidence', 'foreignPermanentResidence', 'passport']).default('residentId'),
    idNumber: value,
    sex: z.strictObject({ from: value, male: z.array(z.string()), female: z.array(z.string()) }).optional(),
    birthday: value.optional(),
    phone,
    address: value.optional(),
    position: value.optional(),
    startDate: value.optional(),
    managerId: value.optional(),
  }),
  clients: table({
    id: value,
    name: value,
    uscc: value.optional(),
    address: value.optional(),
    city: value.optional(),
    industry: value.optional(),
    creditDays: value.optional(),
    /** The employee who owns the client. Without it ownership is taken from the orders. */
    ownerId: value.optional(),
    contactName: value.optional(),
    contactTitle: value.optional(),
    contactPhone: phone,
  }),
  contacts: table({
    clientId: value,
    name: value,
    title: value.optional(),
    phone,
  }).optional(),
  orders: table({
    id: value,
    clientId: value,
    employeeId: value,
    date: value,
    /** Day of delivery; empty while the order is open. Without this field every order counts as delivered. */
    deliveredOn: value.optional(),
    /** Without it the amount is the sum of the lines. */
    amount: value.optional(),
    title: value.optional(),
  }),
  lines: table({ orderId: value, quantity: value, unitPrice: value, discount: value.optional() }).optional(),
  payments: table({ orderId: value, date: value, amount: value }).optional(),
  /** Without a file of payments: orders of the last days of the source are still owed, all before are settled. */
  owedDays: z.int().min(0).max(3650).default(60),
  /** Days after the order on which it falls due, where the client says nothing else. */
  creditDays: z.int().min(0).max(365).default(30),
});
export type Mapping = z.infer<typeof mappingSchema>;
export type MappedTable = 'employees' | 'clients' | 'contacts' | 'orders' | 'lines' | 'payments';
export const mappedTables: readonly MappedTable[] = ['employees', 'clients', 'contacts', 'orders', 'lines', 'payments'];

/** Reads a mapping file. @param name how it is called in a refusal. */
export function readMapping(text: string, name: string): Result<Mapping> {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return refused(badMapping(name, 'is not JSON'));
  }
  const parsed = mappingSchema.safeParse(content);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    return refused(badMapping(`${name}: ${first?.path.join('.') ?? ''}`, first?.message ?? ''));
  }
  const { orders, lines } = parsed.data;
  if (orders.fields.amount === undefined && lines === undefined) {
    return refused(badMapping(`${name}: orders.fields.amount`, 'is missing, and there are no lines'));
  }
  return done(parsed.data);
}

/** The columns that a text with `{Column}` places names. */
export const columnsIn = (text: string): string[] => [...text.matchAll(/\{([^{}]+)\}/g)].map((found) => found[1] ?? '');

/** Every column that a table of a mapping names. */
export function columnsOf(mapping: Mapping, of: MappedTable): string[] {
  const fields: Readonly<Record<string, unknown>> = mapping[of]?.fields ?? {};
  const texts = Object.values(fields).flatMap((field) => {
    if (typeof field === 'string') return [field];
    if (typeof field !== 'object' || field === null) return [];
    return [('from' in field && field.from) || '', ('by' in field && field.by) || ''].map(String);
  });
  return [...new Set(texts.flatMap(columnsIn))];
}

/** The value of a text for one row: places filled, on one line, spaces at the ends gone. */
export const fill = (text: string, row: ReadonlyMap<string, string>): string =>
  text
    .replace(/\{([^{}]+)\}/g, (_, column: string) => row.get(column) ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
