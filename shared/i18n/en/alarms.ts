import type { Translated } from '../translated.ts';
import type { alarms as source } from '../zh-CN/alarms.ts';

export const alarms: Translated<typeof source> = {
  area: 'Alarms',
  list: 'Alarms by amount',
  one: 'This alarm',
  open_one: '{{count}} alarm to judge',
  open_other: '{{count}} alarms to judge',
  state: { open: 'To judge', confirmed: 'Confirmed', dismissed: 'Dismissed' },
  none: { open: 'No alarm is waiting', confirmed: 'No alarm was confirmed', dismissed: 'No alarm was dismissed' },
  empty: {
    what: 'Clients who stop ordering, overdue handovers, unpaid compensation and missing certificates, by amount, with the figures behind each one.',
    first:
      'Handovers, certificates and payments are checked as soon as something is recorded, silent clients and due dates every hour; what is found appears here and on the workbench.',
  },
  rule: {
    handoverOverdue: 'Handover overdue',
    leaverClientsSilent: 'Clients of a leaver went silent',
    compensationUnpaid: 'Compensation unpaid',
    certificateMissing: 'Certificate missing',
    other: 'Another rule',
  },
  table: {
    separationCase: 'Separation',
    employee: 'Employee',
    nonCompete: 'Non-compete',
    client: 'Client',
    other: 'Record',
  },
  raised: 'raised',
  atStake: 'At stake',
  rows: 'The records behind it',
  goTo: 'Deal with it: ',
  source: 'Based on: ',
  course: { now: 'Last 12 months', before: 'Same month a year before', month: 'Month' },
  verdict: 'Judgement',
  say: { confirmed: 'Confirm', dismissed: 'Dismiss' },
  twoKeys: 'Press Y or N, then a digit for the reason.',
  reasons: 'Reasons',
  reason: {
    confirmed: {
      r1: 'Checked; the manager follows up',
      r2: 'Spoke to the person; a deadline is set',
      r3: 'Spoke to the client; keep watching',
      r4: 'Reported to headquarters',
    },
    dismissed: {
      r1: 'Checked; a normal fluctuation',
      r2: 'The client closed or pauses for the season',
      r3: 'Data entered late; now complete',
      r4: 'Dealt with in another record',
    },
  },
  otherReason: 'Another reason',
  submit: 'Submit',
  reasonNeeded: 'Choose a reason, or write at least two characters.',
  done: { confirmed: 'Recorded as confirmed.', dismissed: 'Dismissed. It comes back if it gets worse.' },
  by: ', judged by {{name}}',
  notYours: 'Alarms are judged by a sales manager or an HR admin.',
};
