import { namePinyin } from '../../shared/domain/names/pinyin.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { TestBranch } from './openTestBranch.ts';

let count = 0;

/** An employee with an employment in a test branch, written directly: onboarding is not what such a test is about. */
export function employ(
  test: TestBranch,
  name: string,
  options: { stage?: Database['employment']['stage']; phone?: string } = {},
): string {
  count += 1;
  const id = test.branch.registry.newId();
  test.branch.registry.write.domain(
    { id: 'system', name: '系统' },
    { action: 'employee.create', subject: { kind: 'employee', id } },
    (tx) => {
      const position =
        tx.one<{ id: string }>('SELECT id FROM position LIMIT 1') ??
        tx.insert('position', { title: '销售', tradeSecretLevel: 1, agreementKinds: '[]', retired: 0 });
      tx.insert('employee', {
        id,
        name,
        nameVariants: '[]',
        ...namePinyin(name),
        idType: 'passport',
        idNumber: `T${String(count).padStart(8, '0')}`,
        phone: options.phone ?? null,
      });
      tx.insert('employment', {
        employeeId: id,
        employeeNo: `T-${String(count).padStart(4, '0')}`,
        positionId: position.id,
        startDate: '2020-03-02',
        stage: options.stage ?? 'active',
      });
    },
  );
  return id;
}
