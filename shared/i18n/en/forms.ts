import type { Translated } from '../translated.ts';
import type { forms as source } from '../zh-CN/forms.ts';

export const forms: Translated<typeof source> = {
  stack: '{{kind}} ({{count}})',
  none: 'No form of this case has been printed yet.',
  noneNext: 'Once the list is made, print them from the panel at the right.',
  lookAtScan: 'See scan',
  kind: {
    handoverTable: 'Handover form',
    confirmationLetter: 'Confirmation letter',
    workHandover: 'Work handover list',
    leaveCertificate: 'Termination certificate',
    nonCompeteStart: 'Notice: non-compete begins',
    nonCompeteRelease: 'Notice: non-compete released',
    visitRecord: 'Visit record',
  },
  columns: { kind: 'Form', number: 'Number', printed: 'Printed', by: 'By', pages: 'Pages', scan: 'Scan' },
  scan: {
    title: 'File scans',
    explain:
      'Scan the signed sheets and drop them here. The code on each page says which form it is and which case it belongs to; a whole stack will do.',
    drop: 'Drop scans here, or choose them',
    dropHere: 'Drop signed scans here',
    types: 'PDF, PNG or JPEG, up to 20 MB',
    tray: 'Scans to be filed',
    reading: 'Reading the codes',
    pages: 'page {{pages}}',
    record: 'Record the answer',
    file: 'File with the case',
    filed: 'Filed',
    openCase: 'Open the case',
    remove: 'Take away {{name}}',
    picture: 'Picture of the scan',
    byEye: 'Compared by eye: number and check code of each page are those on file',
    put: 'Take a scan',
    putTitle: 'File the signed scan',
    save: 'File it',
  },
};
