import { type DerNode, oid, printableString, sequence, set, utf8String } from './der.ts';
import { oids } from './oids.ts';

/** The parts of a certificate's subject. Chinese is the rule, hence UTF8String throughout (RFC 5280 section 4.1.2.4). */
export interface DistinguishedName {
  readonly commonName: string;
  /** The company. */
  readonly organization?: string;
  /** The branch. */
  readonly organizationalUnit?: string;
  readonly employeeNumber?: string;
}

const longest = 64;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f]/;
const printable = /^[A-Za-z0-9 '()+,./:=?-]+$/;

/** Whether a name can stand in a certificate: 1 to 64 characters, no control characters, no half characters. */
export function isNamePart(text: string): boolean {
  const length = [...text].length;
  return length > 0 && length <= longest && !controls.test(text) && text.isWellFormed();
}

/** A common name of an organization and a title, for example 上海一店 印章; the organization is cut where it is too long. */
export function titledName(organization: string, title: string): string {
  const room = longest - [...title].length - 1;
  return `${[...organization].slice(0, room).join('')} ${title}`;
}

/** The name in DER: country CN, company, branch, common name, employee number. */
export function encodeName(name: DistinguishedName): Buffer {
  const attribute = (type: string, value: Buffer): Buffer => set(sequence(oid(type), value));
  const parts = [attribute(oids.countryName, printableString('CN'))];
  if (name.organization !== undefined) parts.push(attribute(oids.organizationName, utf8String(name.organization)));
  if (name.organizationalUnit !== undefined) {
    parts.push(attribute(oids.organizationalUnitName, utf8String(name.organizationalUnit)));
  }
  parts.push(attribute(oids.commonName, utf8String(name.commonName)));
  if (name.employeeNumber !== undefined) {
    const number = name.employeeNumber; // X.520 allows only PrintableString for a serial number
    const fits = printable.test(number);
    parts.push(attribute(fits ? oids.serialNumber : oids.userId, fits ? printableString(number) : utf8String(number)));
  }
  return sequence(...parts);
}

/** Reads a name; attributes it does not know are passed over. */
export function readName(node: DerNode): DistinguishedName {
  const found = new Map<string, string>();
  for (const relative of node.children()) {
    for (const attribute of relative.children(0x31)) {
      const [type, value] = attribute.children();
      if (type !== undefined && value !== undefined) found.set(type.oid(), value.text());
    }
  }
  const organization = found.get(oids.organizationName);
  const organizationalUnit = found.get(oids.organizationalUnitName);
  const employeeNumber = found.get(oids.serialNumber) ?? found.get(oids.userId);
  return {
    commonName: found.get(oids.commonName) ?? '',
    ...(organization === undefined ? {} : { organization }),
    ...(organizationalUnit === undefined ? {} : { organizationalUnit }),
    ...(employeeNumber === undefined ? {} : { employeeNumber }),
  };
}
