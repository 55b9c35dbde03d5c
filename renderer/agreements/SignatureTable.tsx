import { useTranslation } from 'react-i18next';
import type { client } from '../client/api.ts';
import { Instant } from '../format/BusinessDate.tsx';
import { RecordTable } from '../record/RecordTable.tsx';

type Signature = Awaited<ReturnType<typeof client.agreements.get>>['signatures'][number];

/** Who signed, in which role, by which method, when, and before whom. */
export function SignatureTable({ signatures, hash }: { signatures: readonly Signature[]; hash: string | null }) {
  const { t } = useTranslation();
  return (
    <RecordTable
      columns={(['signer', 'role', 'method', 'at', 'serial', 'witness'] as const).map((column) =>
        t(`agreements.signatures.columns.${column}`),
      )}
      foot={
        hash ? (
          <p className="sk-hash-line">
            <span className="sk-meta">{t('agreements.facts.hash')}</span> <code className="sk-hash">{hash}</code>
          </p>
        ) : null
      }
    >
      {signatures.map((each) => (
        <tr key={each.id}>
          <td>{each.signer}</td>
          <td>{t(`agreements.signatures.role.${each.signerRole}`)}</td>
          <td>
            {t(`agreements.signatures.method.${each.method}`)}
            {each.note ? <span className="sk-meta"> {each.note}</span> : null}
          </td>
          <td>
            <Instant at={each.at} />
          </td>
          <td className="sk-hash">{each.certificateSerial?.toUpperCase() ?? '—'}</td>
          <td>{each.witness ?? '—'}</td>
        </tr>
      ))}
    </RecordTable>
  );
}
