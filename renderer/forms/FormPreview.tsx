import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import { PrintPreview } from '../paper/PrintPreview.tsx';
import { type FormKind, formsChanged } from './forms.ts';

/** What is to be looked at: forms not issued yet, or one that was. */
export type FormSubject =
  | { readonly issue: FormKind; readonly subjectIds: readonly string[]; readonly caseId?: string }
  | { readonly formId: string; readonly kind: FormKind };

/**
 * A form as it will come out. Looking issues nothing; printing issues it under its own number, and what was issued is
 * what goes to the printer. A form that was issued before is printed again under its reprint number.
 */
export function FormPreview({ subject, close }: { subject: FormSubject; close: () => void }) {
  return 'formId' in subject ? (
    <IssuedForm formId={subject.formId} kind={subject.kind} close={close} />
  ) : (
    <NewForm kind={subject.issue} subjectIds={subject.subjectIds} caseId={subject.caseId} close={close} />
  );
}

/** Pages that were made once and are thrown away when the preview closes. */
const once = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnWindowFocus: false } as const;

function NewForm({
  kind,
  subjectIds,
  caseId,
  close,
}: {
  kind: FormKind;
  subjectIds: readonly string[];
  caseId: string | undefined;
  close: () => void;
}) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    ...api.forms.preview.queryOptions({ input: { kind, subjectIds: [...subjectIds] } }),
    ...once,
    select: stackOf,
  });
  const [issued, setIssued] = useState<{ numbers: readonly string[]; pages: readonly Blob[] }>();
  const numbers = issued?.numbers ?? data?.numbers ?? [];
  return (
    <PrintPreview
      title={
        subjectIds.length > 1
          ? t('forms.stack', { kind: t(`forms.kind.${kind}`), count: subjectIds.length })
          : t(`forms.kind.${kind}`)
      }
      pdf={data?.pages}
      {...(error ? { error } : {})}
      formNo={numbers.length > 1 ? `${numbers[0]} … ${numbers.at(-1)?.slice(-7)}` : (numbers[0] ?? '')}
      onPrint={async () => {
        // Printed again within one preview: the printer failed, or was the wrong one. The sheet is the same.
        if (issued) return issued.pages;
        const fresh = await issue(kind, subjectIds, caseId);
        setIssued(fresh);
        await formsChanged();
        return fresh.pages;
      }}
      close={close}
    />
  );
}

const stackOf = (previews: readonly { number: string; bytes: Blob }[]) => ({
  numbers: previews.map((each) => each.number),
  pages: previews.map((each) => each.bytes),
});

async function issue(
  kind: FormKind,
  subjectIds: readonly string[],
  caseId: string | undefined,
): Promise<{ numbers: readonly string[]; pages: readonly Blob[] }> {
  const [only] = subjectIds;
  if (kind === 'confirmationLetter' && caseId !== undefined) {
    const forms = await client.forms.printLetters({ caseId, letterIds: [...subjectIds] });
    const documents = await Promise.all(forms.map((form) => client.forms.document({ formId: form.id })));
    return { numbers: forms.map((form) => form.number), pages: documents.map((each) => each.bytes) };
  }
  if (only === undefined) throw new Error('nothing to issue');
  const { form, bytes } = await client.forms.print({ kind, subjectId: only });
  return { numbers: [form.number], pages: [bytes] };
}

function IssuedForm({ formId, kind, close }: { formId: string; kind: FormKind; close: () => void }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({ ...api.forms.document.queryOptions({ input: { formId } }), ...once });
  const [again, setAgain] = useState<NonNullable<typeof data>>();
  const shown = again ?? data;
  return (
    <PrintPreview
      title={t(`forms.kind.${kind}`)}
      pdf={data?.bytes}
      {...(error ? { error } : {})}
      formNo={shown?.form.number ?? ''}
      reprint={shown?.form.reprint ?? 0}
      onPrint={async () => {
        if (again) return again.bytes;
        const reprint = await client.forms.reprint({ formId });
        setAgain(reprint);
        await formsChanged();
        return reprint.bytes;
      }}
      close={close}
    />
  );
}
