import { describe, expect, it } from 'vitest';
import { codesOf } from '../testing/refusalsOf.ts';
import { callers, eachWithLeaver, goThrough, separation, test } from './leaverWithClients.ts';

eachWithLeaver();

describe('forms of a case', () => {
  it('come back signed: their scan is kept with them, and only with them', async () => {
    const row = await goThrough('transferring');
    const { forms } = test.branch.services;
    const { form, bytes } = await forms.print(callers.clerk, 'branch', 'handoverTable', row.id);
    expect(await codesOf(() => forms.scan(callers.clerk, 'branch', form.id))).toEqual(['form.noScan']);
    const wrong = { formId: form.id, bytes: new Blob(['x'.repeat(100)]) };
    expect(await codesOf(() => forms.fileScan(callers.clerk, 'branch', wrong))).toEqual(['scan.notReadable']);
    expect(await forms.fileScan(callers.clerk, 'branch', { formId: form.id, bytes })).toMatchObject({
      id: form.id,
      scans: 1,
    });
    expect((await forms.scan(callers.leaver, 'own', form.id)).type).toBe('application/pdf');
    expect(await codesOf(() => forms.scan(callers.colleague, 'own', form.id))).toEqual(['separation.notYours']);
  });

  it('are neither shown, issued nor filed by somebody whom the case does not concern', async () => {
    const row = await goThrough('transferring');
    const { forms } = test.branch.services;
    const { form, bytes } = await forms.print(callers.clerk, 'branch', 'handoverTable', row.id);
    const [letter] = separation().letters(callers.clerk, 'branch', row.id);
    const events = () => test.branch.registry.audit.about('separationCase', row.id).length;
    const before = events();
    const ways = [
      () => forms.preview(callers.colleague, 'own', 'handoverTable', [row.id]),
      () => forms.print(callers.colleague, 'own', 'handoverTable', row.id),
      () => forms.print(callers.colleague, 'own', 'confirmationLetter', letter?.id ?? ''),
      () => forms.printLetters(callers.colleague, 'own', row.id),
      () => forms.reprint(callers.colleague, 'own', form.id),
      () => forms.fileScan(callers.colleague, 'own', { formId: form.id, bytes }),
    ];
    for (const way of ways) expect(await codesOf(way)).toEqual(['separation.notYours']);
    expect(events()).toBe(before);
    expect(await codesOf(() => forms.preview(callers.leaver, 'own', 'handoverTable', [row.id]))).toEqual([]);
  });

  it('are looked at before they are issued: a preview takes no number and leaves nothing behind but its record', async () => {
    const row = await goThrough('transferring');
    const { forms } = test.branch.services;
    const letters = separation().letters(callers.clerk, 'branch', row.id);
    const pages = await forms.preview(
      callers.clerk,
      'branch',
      'confirmationLetter',
      letters.map((letter) => letter.id),
    );
    expect(pages.map(({ number }) => number.slice(-7))).toEqual(['0001-R0', '0002-R0', '0003-R0']);
    expect(forms.ofCase(callers.clerk, 'branch', row.id)).toEqual([]);
    const chosen = letters.slice(1).map((letter) => letter.id);
    const printed = await forms.printLetters(callers.clerk, 'branch', row.id, chosen);
    expect(printed.map((form) => form.subjectId)).toEqual(chosen);
    expect(await codesOf(() => forms.printLetters(callers.clerk, 'branch', row.id, chosen))).toEqual([
      'form.allPrinted',
    ]);
  });

  it('leave a line to write on where the branch has given no telephone number', async () => {
    const row = await goThrough('transferring');
    const [letter] = await test.branch.services.forms.printLetters(callers.clerk, 'branch', row.id);
    const { registry } = test.branch;
    const kept = registry.reader
      .prepare('SELECT a.hash, a.size FROM form f JOIN attachment a ON a.hash = f.contentHash WHERE f.id = ?')
      .get(letter?.id) as { hash: string; size: number };
    const content: unknown = JSON.parse(Buffer.from(registry.attachments.get(kept.hash, kept.size)).toString('utf8'));
    expect(content).toMatchObject({ reply: { phone: '____________' } });
  });

  it('are numbered, kept as printed, reprinted under their own number, and found by their scan', async () => {
    const row = await goThrough('transferring');
    const { forms } = test.branch.services;
    const table = await forms.print(callers.clerk, 'branch', 'handoverTable', row.id);
    const letters = await forms.printLetters(callers.clerk, 'branch', row.id);
    expect(letters.map((form) => form.number)).toEqual([
      'SK-SH01-KHQR-20261123-0001-R0',
      'SK-SH01-KHQR-20261123-0002-R0',
      'SK-SH01-KHQR-20261123-0003-R0',
    ]);
    const kept = await forms.document(callers.clerk, 'branch', table.form.id);
    expect(Buffer.from(await kept.bytes.arrayBuffer()).equals(Buffer.from(await table.bytes.arrayBuffer()))).toBe(true);
    const again = await forms.reprint(callers.clerk, 'branch', table.form.id);
    expect(again.form).toMatchObject({ number: table.form.number.replace('R0', 'R1'), reprint: 1 });
    const found = await forms.findByScan(callers.clerk, 'branch', new Uint8Array(await again.bytes.arrayBuffer()));
    expect(found[0]?.form.caseId).toBe(row.id);
    const prints = await Promise.all([1, 2, 3].map(() => forms.print(callers.clerk, 'branch', 'workHandover', row.id)));
    expect(new Set(prints.map((print) => print.form.number)).size).toBe(3);
  });
});
