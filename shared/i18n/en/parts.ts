import type { Translated } from '../translated.ts';
import type { parts as source } from '../zh-CN/parts.ts';

export const parts: Translated<typeof source> = {
  loading: 'Loading',
  nothingMatches: 'Nothing matches.',
  close: 'Close',
  back: 'Back',
  cancel: 'Cancel',
  atStake: 'Money at stake',
  error: {
    title: 'This part could not be loaded',
    forbidden: 'This part is not open to you',
    notFound: 'There is no such record',
    retry: 'Try again',
  },
  refusal: {
    more_one: 'and {{count}} more',
    more_other: 'and {{count}} more',
    lost: {
      what: 'The connection to the program on this PC is broken. Saved data is safe.',
      next: 'Check that Shouke is still running, then try again.',
    },
    fault: {
      what: 'The program made an error and did not finish this step ({{detail}}).',
      next: 'Saved data is not affected. Try again; if it stays, tell the administrator when it happened.',
    },
    input: {
      what: 'What was entered does not fit.',
      next: 'Check its length and form.',
    },
    gone: {
      what: 'This window is no longer signed in.',
      next: 'Sign in again; what was not saved is kept as a draft.',
    },
  },
  list: {
    tick: 'Select',
    selected_one: '{{count}} selected',
    selected_other: '{{count}} selected',
    clearSelection: 'Clear selection',
    preview: 'Preview',
    open: 'Open',
    search: 'Search {{what}}',
    filters: 'Quick filters',
    nothing: 'Nothing matches.',
    nothingNext: 'Use fewer words, or another filter.',
  },
  form: {
    save: 'Save',
    saveNext: 'Save and enter the next',
    discardDraft: 'Discard draft',
    restored: 'Restored what was left unsaved on {{at}}.',
    draftSaved: 'Draft kept at {{at}}',
    draftUnsaved: 'The draft is not stored yet; everything is still on the page',
    keeps: 'What you type is kept as a draft',
    missing_one: '{{count}} thing is missing',
    missing_other: '{{count}} things are missing',
    complete: 'Nothing is missing',
  },
  step: {
    done: 'done',
    current: 'under way',
    waiting: 'not begun',
    refused: 'refused',
  },
  print: {
    print: 'Print',
    copies: 'Copies',
    reprint: 'Reprint {{number}}',
    page: 'Page {{number}} of {{total}}',
    pageNumber: 'Page {{number}}',
    pages: 'Pages',
  },
  pad: {
    label: 'Handwritten signature of {{name}}',
    hint: '{{name}}, please sign here',
    undo: 'Undo stroke',
    clear: 'Start over',
  },
};
