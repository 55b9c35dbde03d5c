import { fromInstant } from '../../shared/domain/businessDate.ts';
import { idTypeWords } from '../../shared/domain/identifiers/identity.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { FeatureContext } from '../feature.ts';
import { readChain } from './authority.ts';
import type { AgreementTemplate, FieldSource } from './render/templateFormat.ts';
import type { AgreementStore } from './store.ts';

type Sources = Readonly<Record<FieldSource, string | null | undefined>>;

interface Subject {
  readonly employee: Database['employee'];
  readonly employment: Database['employment'];
  readonly position: Database['position'];
}

/** Values of the fields that a template takes from the registry; a source that has nothing is left out. */
export function derivedValues(
  context: FeatureContext,
  store: AgreementStore,
  template: AgreementTemplate,
  subject: Subject,
): Record<string, string> {
  const values: Record<string, string> = {};
  let known: Sources | undefined;
  for (const { name, source } of template.fields) {
    if (source === undefined) continue;
    known ??= sources(context, store, subject);
    const value = known[source];
    if (value) values[name] = value;
  }
  return values;
}

function sources(context: FeatureContext, store: AgreementStore, { employee, employment, position }: Subject): Sources {
  const branch = context.registry.reader.prepare('SELECT * FROM branch WHERE id = ?').get(context.branch.id) as
    | Database['branch']
    | undefined;
  const certificate = store.certificateOf(employee.id);
  const root = certificate && readChain(certificate.chain).at(-1);
  return {
    'company.name': branch?.companyName,
    'company.uscc': branch?.companyUscc,
    'company.address': branch?.address,
    'branch.name': branch?.name,
    'employee.name': employee.name,
    'employee.idType': idTypeWords[employee.idType].zh,
    'employee.idNumber': employee.idNumber,
    'employee.phone': employee.phone,
    'employment.number': employment.employeeNo,
    'employment.position': position.title,
    'employment.start': employment.startDate,
    // As the signature itself and openssl write it.
    'signer.serial': certificate?.serial.toUpperCase(),
    'signer.fingerprint': certificate?.fingerprint,
    'root.fingerprint': root && Buffer.from(root.fingerprint).toString('hex'),
    'clients.asOf': fromInstant(context.clock.now()),
  };
}
