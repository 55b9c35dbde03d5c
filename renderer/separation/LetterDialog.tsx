import { PrinterOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, Radio } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { useMay } from '../access/session.ts';
import { client } from '../client/api.ts';
import { refusalsOf } from '../client/refusals.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { Money } from '../format/Money.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import type { FormSubject } from '../forms/FormPreview.tsx';
import { type ReturnedScan, returnedOf, type ScanMatch } from '../forms/returned.ts';
import { ScanDrop } from '../forms/ScanDrop.tsx';
import { ScanViewer } from '../forms/ScanViewer.tsx';
import { markFiled, type TrayScan, useScanTray, waitingScan } from '../forms/scanTray.ts';
import { FormDialog } from '../record/FormDialog.tsx';
import { MoneyInput } from '../record/inputs.tsx';
import { RecordForm } from '../record/RecordForm.tsx';
import { caseChanged } from './changed.ts';
import { LetterDot } from './HandoverLine.tsx';
import './separation.css';
import type { CaseDetail, Letter } from './states.ts';

interface Values {
  readonly state: 'signed' | 'refused' | 'unreachable';
  readonly signatory?: string;
  readonly confirmedBalance?: number;
  readonly disputed?: boolean;
  readonly clientAccount?: string;
  readonly note?: string;
}

/** A scan chosen for a letter, and whether its codes say the same. */
interface Chosen extends Omit<ReturnedScan, 'match'> {
  readonly file: File;
  readonly match: 'checking' | ScanMatch;
  readonly refusals: readonly Refusal[];
}

/** Reads the codes of a file and compares them with the letter. */
async function compared(file: File, letterId: string): Promise<Chosen> {
  try {
    return { file, refusals: [], ...returnedOf(await client.forms.findByScan({ bytes: file }), letterId) };
  } catch (error) {
    const refusals = refusalsOf(error);
    const match = refusals.some(({ code }) => namesAnother.includes(code)) ? 'other' : 'unread';
    return { file, pages: undefined, missing: [], match, refusals };
  }
}
const fromTray = ({ file, found }: TrayScan, letterId: string): Chosen => ({
  file,
  refusals: [],
  ...returnedOf(found, letterId),
});
/** Refusals of codes that were read: another branch's form, or not the sheet that was printed here. */
const namesAnother: readonly string[] = ['form.notOurs', 'form.otherContent'];

const matchTones = {
  checking: 'neutral',
  same: 'finished',
  other: 'overdue',
  missing: 'overdue',
  unread: 'due',
} as const;

/** A letter: what was printed, what the client answered, and the paper that shows it. Refused is never recorded as signed. */
export function LetterDialog({
  row,
  letter,
  preview,
  close,
}: {
  row: CaseDetail;
  letter: Letter;
  /** The paper covers the window: the dialog gives way to it and comes back. */
  preview: (subject: FormSubject) => void;
  close: () => void;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const tray = useScanTray();
  const waiting = waitingScan(tray, letter.id);
  const answered = letter.state !== 'draft' && letter.state !== 'printed' ? letter.state : undefined;
  const [state, setState] = useState<Values['state']>(answered ?? 'signed');
  const [scan, setScan] = useState<Chosen | undefined>(waiting && fromTray(waiting.scan, letter.id));
  const [byEye, setByEye] = useState(false);
  const [looking, setLooking] = useState(false);

  // Saving waits for the check: a hasty F8 must not keep the paper of another client.
  const checked = useRef<Promise<Chosen | undefined>>(Promise.resolve(scan));
  const put = (next: Chosen | undefined) => {
    checked.current = Promise.resolve(next);
    setScan(next);
    setByEye(false);
  };
  const choose = async (file: File) => {
    setScan({ file, pages: undefined, missing: [], match: 'checking', refusals: [] });
    const checking = compared(file, letter.id);
    checked.current = checking;
    const result = await checking;
    if (checked.current === checking) setScan(result);
  };

  const unprinted = letter.state === 'draft';
  const mayPrint = may('form.print') !== undefined;
  const mayRecord = may('separation.handOver') !== undefined && row.sight === 'whole' && !unprinted;
  return (
    <FormDialog title={letter.client.name} close={close}>
      <div className="sk-letter-head">
        <LetterDot letter={letter} />
        <span className="sk-meta sk-number">{letter.formNumber}</span>
        <span>
          {t('separation.columns.balance')} <Money fen={letter.balance} strong />
        </span>
        {letter.formId ? (
          <button
            type="button"
            className="sk-plain"
            onClick={() => preview({ formId: letter.formId ?? '', kind: 'confirmationLetter' })}
          >
            {t('separation.letterDialog.paper')}
          </button>
        ) : null}
        {letter.scanHash ? (
          <button type="button" className="sk-plain" onClick={() => setLooking(true)}>
            {t('separation.letterDialog.scan')}
          </button>
        ) : null}
      </div>
      {unprinted ? (
        <>
          <p className="sk-soft">{t('separation.letterDialog.unprinted')}</p>
          {mayPrint ? (
            <Button
              type="primary"
              icon={<PrinterOutlined aria-hidden="true" />}
              className="sk-letter-print"
              onClick={() => preview({ issue: 'confirmationLetter', subjectIds: [letter.id], caseId: row.id })}
            >
              {t('separation.letterDialog.print')}
            </Button>
          ) : null}
        </>
      ) : null}
      {mayRecord ? (
        <RecordForm<Values>
          name={`separation.letter.${letter.id}`}
          initial={{
            state: answered ?? 'signed',
            confirmedBalance: letter.confirmedBalance ?? letter.balance,
            disputed: letter.disputed,
            ...(letter.signatory ? { signatory: letter.signatory } : {}),
            ...(letter.clientAccount ? { clientAccount: letter.clientAccount } : {}),
            ...(letter.note ? { note: letter.note } : {}),
          }}
          saveLabel={t('separation.letterDialog.save')}
          onChange={(values) => setState(values.state ?? 'signed')}
          save={async (values) => {
            const signed = values.state === 'signed';
            const paper = await checked.current;
            await client.separation.recordLetter({
              letterId: letter.id,
              version: letter.version,
              state: values.state,
              confirmedBalance: signed ? (values.confirmedBalance ?? null) : null,
              disputed: signed && values.disputed === true,
              signatory: values.signatory?.trim() || null,
              clientAccount: values.clientAccount?.trim() || null,
              note: values.note?.trim() || null,
              scan: paper ? { bytes: paper.file, byEye, ...(paper.pages ? { pages: [...paper.pages] } : {}) } : null,
            });
            for (const found of waiting?.found ?? []) markFiled(waiting?.scan.id ?? 0, found.form.id);
          }}
          onSaved={async () => {
            close();
            await caseChanged();
          }}
        >
          <Form.Item name="state" label={t('separation.columns.answer')} required>
            <Radio.Group
              options={(['signed', 'refused', 'unreachable'] as const).map((value) => ({
                value,
                label: t(`separation.letter.${value}`),
              }))}
            />
          </Form.Item>
          {state === 'signed' ? (
            <>
              <div className="sk-fields">
                <Form.Item name="signatory" label={t('separation.letterDialog.signatory')}>
                  <Input maxLength={60} />
                </Form.Item>
                <Form.Item name="confirmedBalance" label={t('separation.columns.confirmed')}>
                  <MoneyInput />
                </Form.Item>
              </div>
              <Form.Item name="disputed" valuePropName="checked" className="sk-letter-disputed">
                <Checkbox>{t('separation.letterDialog.disputed')}</Checkbox>
              </Form.Item>
              <Form.Item
                name="clientAccount"
                label={t('separation.letterDialog.account')}
                extra={t('separation.letterDialog.accountHint')}
              >
                <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={2000} />
              </Form.Item>
            </>
          ) : (
            <Form.Item
              name="note"
              label={t('separation.letterDialog.note')}
              extra={t('separation.letterDialog.noteHint')}
              rules={[{ required: true, whitespace: true, min: 2, message: t('separation.decide.tooShort') }]}
            >
              <Input.TextArea autoSize={{ minRows: 2, maxRows: 4 }} maxLength={400} />
            </Form.Item>
          )}
          {scan ? (
            <div className="sk-letter-scan" role="status">
              <span className="sk-letter-file" title={scan.file.name}>
                {scan.file.name}
              </span>
              <StatusDot tone={matchTones[scan.match]}>
                {t(`separation.letterDialog.match.${scan.match}`, { pages: scan.missing.join('、') })}
              </StatusDot>
              <button type="button" className="sk-plain" onClick={() => put(undefined)}>
                {t('separation.letterDialog.otherScan')}
              </button>
              <Refusals refusals={scan.refusals} as="bar" />
              {scan.match === 'unread' && state === 'signed' ? (
                <Checkbox checked={byEye} onChange={(event) => setByEye(event.target.checked)}>
                  {t('forms.scan.byEye')}
                </Checkbox>
              ) : null}
            </div>
          ) : (
            <ScanDrop
              compact
              several={false}
              label={t(state === 'signed' ? 'separation.letterDialog.dropSigned' : 'separation.letterDialog.dropOther')}
              take={([file]) => {
                if (file) void choose(file);
              }}
            />
          )}
        </RecordForm>
      ) : answered && letter.note ? (
        <p>{letter.note}</p>
      ) : null}
      {looking ? (
        <ScanViewer
          title={t('separation.letterDialog.scan')}
          name={`letter ${letter.id} ${letter.scanHash}`}
          load={() => client.separation.letterScan({ letterId: letter.id })}
          close={() => setLooking(false)}
        />
      ) : null}
    </FormDialog>
  );
}
